import { countIn } from '../../ir/lowering/count.ts';
import type { Plan } from '../compile/plan.ts';
import { strideOf } from '../compile/shader.ts';
import type { Card } from '../device/card.ts';
import { readBack } from '../device/read-back.ts';
import type { PackBuffers } from './buffers.ts';

/** A code that ran on `n` examples. */
type Run = NonNullable<Plan['codes']['training']> & { readonly n: number };

/** Copies of what a code made, behind all that was submitted: results[trial][result]. */
export async function readResults(
  card: Card,
  buffers: PackBuffers,
  { code, examples, n }: Run,
  trials: number,
): Promise<Float32Array[][]> {
  const results = await Promise.all(
    code.results.map(async (place) => {
      if (place.kind !== 'made') return [];
      const stride = place.perTrial ? strideOf(place, examples) : 0;
      const count = countIn(place.count, n);
      const whole = await readBack(card, buffers.of(place), 0, (trials - 1) * stride + count);
      return Array.from({ length: trials }, (_, trial) =>
        whole.subarray(trial * stride, trial * stride + count),
      );
    }),
  );
  return Array.from({ length: trials }, (_, trial) => results.map((own) => own[trial]!));
}

/** The losses of so many steps behind all that was submitted: losses[step][trial]. */
export async function readLosses(
  card: Card,
  buffers: PackBuffers,
  steps: number,
  trials: number,
): Promise<Float32Array[]> {
  const all = await readBack(card, buffers.of('losses'), 0, steps * trials * 4);
  return Array.from({ length: steps }, (_, step) =>
    Float32Array.from({ length: trials }, (_, trial) => all[(step * trials + trial) * 4]!),
  );
}
