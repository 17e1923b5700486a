/**
 * Holm's step-down adjustment (A simple sequentially rejective multiple test procedure, 1979): p-values that can be compared
 * with alpha directly, with the chance of any false rejection at most alpha. `null` stays null and does not count. Pure.
 */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const order = pValues.flatMap((p, index) => (p === null ? [] : [{ p, index }])).sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let largest = 0;
  for (const [place, { p, index }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, p * (order.length - place)));
    adjusted[index] = largest;
  }
  return adjusted;
}
