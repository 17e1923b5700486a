/** What a fold does to its examples, wherever they lie. */
import type { Dataset } from '../../../../datasets/dataset.ts';
import type { Fold } from '../../../../datasets/folds.ts';
import {
  inputGatherer,
  needsPreparation,
  type Preparation,
  prepareFold,
} from '../../../../datasets/preparation.ts';
import type { ShardedDataset } from '../../../../datasets/shards/open.ts';
import { readBlocks } from './read-blocks.ts';
import type { PackData } from './source.ts';

/** Of the folds that are laid: statistics of shards take a pass over all training examples. */
const known = new WeakMap<Fold, { readonly dataset: object; readonly preparation: Preparation }>();

/**
 * The preparation of a fold; undefined where there is nothing to do. Throws what reading the shards throws,
 * and the signal's reason.
 */
export async function preparationOf(
  dataset: Dataset | ShardedDataset,
  fold: Fold,
  reading: Pick<PackData, 'signal' | 'onData'>,
): Promise<Preparation | undefined> {
  if (!needsPreparation(dataset)) return undefined;
  const before = known.get(fold);
  if (before?.dataset === dataset) return before.preparation;
  const preparation =
    'x' in dataset ? prepareFold(dataset, fold) : await prepareShards(dataset, fold, reading);
  known.set(fold, { dataset, preparation });
  return preparation;
}

/** In the order of the examples, so that the figures are those of the same examples in memory. */
async function prepareShards(
  dataset: ShardedDataset,
  { train }: Fold,
  reading: Pick<PackData, 'signal' | 'onData'>,
): Promise<Preparation> {
  const inputs = inputGatherer(dataset.shape, dataset.dtype === 'uint8');
  const size = dataset.shape.reduce((product, length) => product * length, 1);
  for await (const { x, rows } of readBlocks(dataset, dataset.shards.keys(), train, reading))
    inputs.add(x.subarray(0, rows.length * size));
  return { inputs: inputs.moments() };
}
