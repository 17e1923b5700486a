/** JSON that gives every number back to the last bit: also −0, and what is not finite. */

const NAME = '#number';

/** As `JSON.stringify`. Pure. */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_, own) =>
    typeof own === 'number' && (!Number.isFinite(own) || Object.is(own, -0))
      ? { [NAME]: Object.is(own, -0) ? '-0' : String(own) }
      : own,
  );
}

/** What `exactJson` was given. Throws SyntaxError for what is no JSON. Pure. */
export function fromExactJson(text: string): unknown {
  return JSON.parse(text, (_, own) =>
    typeof own === 'object' && own !== null && typeof own[NAME] === 'string' ? Number(own[NAME]) : own,
  );
}
