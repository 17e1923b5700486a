/**
 * Holm's step-down adjustment (A simple sequentially rejective multiple test procedure, 1979): p-values that
 * can be compared with alpha directly, with the chance of any false rejection at most alpha. `null` stays
 * null; it does not count, unless `tests` says that there were more tests than have a p (one that can reject
 * nothing has as good as 1). Pure.
 */
export function holm(pValues: readonly (number | null)[], tests = 0): (number | null)[] {
  const order = pValues.flatMap((p, index) => (p === null ? [] : [{ p, index }])).sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = pValues.map(() => null);
  const count = Math.max(tests, order.length);
  let largest = 0;
  for (const [place, { p, index }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, p * (count - place)));
    adjusted[index] = largest;
  }
  return adjusted;
}
