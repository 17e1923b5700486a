/**
 * What Grafana puts in place of the variables of an expression, for those who ask Prometheus without Grafana.
 */

/**
 * One value as it is; several, as of a variable that allows more than one: any of them, as a regular
 * expression.
 */
export type Variables = Readonly<Record<string, string | readonly string[]>>;

/** Replaces `$name`. Pure. Throws a RangeError for a variable without a value. */
export function interpolate(expression: string, variables: Variables): string {
  return expression.replace(/\$(\w+)/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new RangeError(`the variable $${name} has no value in: ${expression}`);
    return typeof value === 'string' ? value : anyOf(value);
  });
}

function anyOf(values: readonly string[]): string {
  const escaped = values.map(escapeForPromql);
  return escaped.length === 1 ? escaped[0]! : `(${escaped.join('|')})`;
}

/** For a regular expression inside a string of PromQL, where a backslash has to be doubled. */
function escapeForPromql(value: string): string {
  return value.replace(/[\\^$*+?.()|[\]{}]/g, '\\\\$&');
}
