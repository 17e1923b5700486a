/** The initializer `lsuv`: first weights that are scaled by a batch of training examples. */

import { volume } from '../../../engines/layers/shape.ts';
import { weightedLayers } from '../../../engines/model.ts';
import { modelCost } from '../../../engines/model-cost.ts';
import { unitVariance } from '../../../engines/unit-variance.ts';
import type { TrainingObserver } from '../trainer.ts';
import type { BatchSource } from './batches/source.ts';
import { nextTurn } from './epoch.ts';
import type { NetworkPack } from './pack.ts';
import { programOf } from './pack-program.ts';

/** Examples at most, and at least, and products of kernels that a pass over them may cost in between. */
const [MOST, LEAST, PRODUCTS] = [64, 4, 3e8];

/**
 * Scales the weights of the pack's trials whose initializer is `lsuv`, in place, by the first examples of the
 * first epoch, unchanged by augmentation: the same for all arms of a block. Gives up its turn behind
 * each pass through a layer. Throws what `examples` throw, and the signal's reason once it is aborted.
 */
export async function scaleByExamples(
  { settings, dataset }: NetworkPack,
  weights: readonly Float32Array[][],
  examples: BatchSource,
  { observer, signal }: { readonly observer: TrainingObserver; readonly signal: AbortSignal },
): Promise<void> {
  const trials = [...settings.entries()].filter(([, { initializer }]) => initializer.name === 'lsuv');
  if (trials.length === 0) return;
  const program = programOf(settings[0]!, dataset);
  const count = Math.floor(PRODUCTS / Math.max(1, modelCost(program).multiplyAdds));
  const x = await firstExamples(examples, volume(dataset.shape), Math.max(LEAST, Math.min(MOST, count)));
  const last = weightedLayers(program.model, dataset.shape).at(-1)?.name;
  for (const [trial, { initializer, initialize }] of trials) {
    const exempt = initialize === 'hidden' ? last : undefined;
    const { tolerance = 0.1 } = initializer.parameters;
    for (const _ of unitVariance(program, weights[trial]!, x, { tolerance, exempt })) {
      observer.onProgress();
      await nextTurn();
      signal.throwIfAborted();
    }
  }
}

/** The values of so many examples, or of all if there are fewer. */
async function firstExamples(source: BatchSource, size: number, count: number): Promise<Float64Array> {
  const values = new Float64Array(Math.min(count, source.trainExamples) * size);
  const batches = source.epoch(0);
  try {
    for (let filled = 0; filled < values.length; ) {
      const { x } = (await batches.next())!;
      const taken = x.subarray(0, values.length - filled);
      values.set(taken, filled);
      filled += taken.length;
    }
  } finally {
    batches.close();
  }
  return values;
}
