/** Where the examples of a pack come from. */
import type { Fold } from '../../../datasets/folds.ts';
import { volume } from '../../../engines/layers/shape.ts';
import { shapeModel } from '../../../engines/model.ts';
import type { TrainingObserver } from '../trainer.ts';
import { augmented } from './augment/augmented.ts';
import { openBatches } from './batches/open.ts';
import { preparationOf } from './batches/prepare-fold.ts';
import type { BatchSource } from './batches/source.ts';
import { holdOut } from './hold-out.ts';
import type { NetworkPack } from './pack.ts';
import { randomStream } from './randomness.ts';

/**
 * The pack's batches, the same without augmentation, and those of the examples that are held out; the order
 * of an epoch, and what is held out, are the same for all arms of a block. What prepares the values is fitted
 * to what is trained on alone.
 */
export async function batchesOf(
  pack: NetworkPack,
  observer: TrainingObserver,
  signal: AbortSignal,
): Promise<{
  readonly source: BatchSource;
  readonly unchanged: BatchSource;
  readonly held: BatchSource | undefined;
}> {
  const { study, dataset, fold, foldIndex, seed, settings } = pack;
  const { model, training } = settings[0]!;
  const { batchSize, earlyStopping, augment } = training;
  const stream = (purpose: string) => randomStream(study.folds.seed, seed, purpose);
  const onData = () => observer.onProgress();
  const { rest, held } =
    earlyStopping === undefined
      ? { rest: fold, held: undefined }
      : holdOut(fold, earlyStopping.share, stream(`held/${foldIndex}`));
  const preparation = await preparationOf(dataset, rest, { signal, onData });
  const open = (own: Fold) =>
    openBatches({
      dataset,
      fold: own,
      preparation,
      batchSize,
      order: (epoch) => stream(`order/${foldIndex}/${epoch}`),
      signal,
      onData,
    });
  const { layers } = shapeModel(model, dataset.shape);
  const sizes = { shape: dataset.shape, outputs: volume(layers.at(-1)!.output) };
  const changed = (source: BatchSource) =>
    augment === undefined
      ? source
      : augmented(source, sizes, augment, (kind, epoch) => stream(`augment/${kind}/${foldIndex}/${epoch}`));
  const unchanged = open(rest);
  return { source: changed(unchanged), unchanged, held: held && open(held) };
}
