import type { Extent } from './stage.ts';

/** Logits as the kernels have them, class by class in lanes, example by example. */
export function writeRows(
  rows: Float32Array,
  logits: Float32Array,
  { n, lanes }: Extent,
  classes: number,
): void {
  for (let example = 0; example < n; example++)
    for (let own = 0; own < classes; own++) rows[example * classes + own] = logits[own * lanes + example]!;
}
