/** What a pack begins with: its program, its first weights, and what its masks follow from. */
import { type DatasetFacts, targetsPerExample } from '../../../datasets/dataset.ts';
import type { Program } from '../../../engines/engine.ts';
import { volume } from '../../../engines/layers/shape.ts';
import { shapeModel } from '../../../engines/model.ts';
import type { ArmSettings } from '../../../study/study.ts';
import { mixesTargets } from '../../../study/training.ts';
import { drawWeights } from './initializers.ts';
import type { NetworkPack } from './pack.ts';
import { randomStream } from './randomness.ts';

/** The part of a pack that decides its cost: the same for every pack of a study. Pure. */
export function programOf(
  { model, training }: Pick<ArmSettings, 'model' | 'training'>,
  dataset: Pick<DatasetFacts, 'shape' | 'classes' | 'scale' | 'task'>,
): Program {
  const { loss, weightDecay, clip, accumulate, augment } = training;
  const minimised = loss ?? (dataset.task === 'regression' ? { kind: 'mse' as const } : undefined);
  return {
    model,
    inputShape: dataset.shape,
    classes: dataset.classes,
    batchSize: training.batchSize,
    optimizer: training.optimizer,
    scale: dataset.scale,
    ...(minimised === undefined ? {} : { loss: minimised }),
    ...(weightDecay === undefined ? {} : { decay: weightDecay }),
    ...(clip === undefined ? {} : { clip }),
    ...(accumulate === undefined ? {} : { accumulate }),
    ...(mixesTargets(augment) ? { softTargets: true } : {}),
  };
}

/**
 * Each trial's first weights: a pure function of study seed, trial seed, initializer and fold, wherever it is
 * trained.
 */
export function initialWeights({ study, dataset, foldIndex, seed, settings }: NetworkPack): Float32Array[][] {
  return settings.map(({ model, initializer, initialize }) =>
    drawWeights({
      model,
      inputShape: dataset.shape,
      initializer,
      initialize,
      stream: (layer) =>
        randomStream(study.folds.seed, seed, `weights/${initializer.label}/${foldIndex}/${layer}`),
    }),
  );
}

/** What the masks of a pack follow from (dropout): the same for all arms of a block. */
export function maskSeedOf({ study, foldIndex, seed }: NetworkPack): number {
  return randomStream(study.folds.seed, seed, `masks/${foldIndex}`).integer(2 ** 32);
}

/** Numbers of a batch's `y` that belong to one example: mixed examples have shares of all outputs. */
export function targetsOf({ dataset, settings }: NetworkPack): number {
  const { model, training } = settings[0]!;
  if (!mixesTargets(training.augment)) return targetsPerExample(dataset);
  return volume(shapeModel(model, dataset.shape).layers.at(-1)!.output);
}
