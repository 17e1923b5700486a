/** Why a trial failed, as it is kept in its outcome: a line, and of a program what it wrote last. */

export interface Reason {
  /** Without what announces the lines. */
  readonly what: string;
  /** What the program wrote last; empty where there is no program, or where it wrote nothing. */
  readonly lines: readonly string[];
}

/** Takes a reason apart. Pure. */
export function reasonOf(reason = 'no reason was recorded'): Reason {
  const [first = '', ...rest] = reason.split('\n');
  const indented = rest.length > 0 && rest.every((line) => line === '' || line.startsWith('  '));
  return {
    what: first.replace(/; its last lines:$/, ''),
    lines: indented ? rest.map((line) => line.slice(2)) : rest,
  };
}
