import type { Batch } from '../../engine.ts';

/**
 * What a batch's examples are wanted to come to, [n, outputs]: of classes 1 at the class and 0 elsewhere (of
 * two classes with one output: the class itself), of floats as they are. Pure.
 */
export function targetsOf({ y }: Batch, outputs: number): Float32Array {
  if (!(y instanceof Int32Array)) return y;
  if (outputs === 1) return Float32Array.from(y);
  const targets = new Float32Array(y.length * outputs);
  for (let example = 0; example < y.length; example++) targets[example * outputs + y[example]!] = 1;
  return targets;
}
