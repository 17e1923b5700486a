import type { Weights } from '../../engine.ts';
import type { Plan } from '../compile/plan.ts';
import type { Card } from '../device/card.ts';

/** Writes the weights of all trials into the buffer of the parameters. */
export function writeWeights(
  { device }: Card,
  buffer: GPUBuffer,
  { parameters: { total, offsets } }: Plan,
  weights: readonly Weights[],
): void {
  for (const [trial, arrays] of weights.entries()) {
    const own = new Float32Array(total);
    for (const [index, array] of arrays.entries()) own.set(array, offsets[index]!);
    device.queue.writeBuffer(buffer, trial * total * 4, own);
  }
}
