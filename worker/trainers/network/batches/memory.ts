import { type Dataset, targetsPerExample } from '../../../../datasets/dataset.ts';
import { type Preparation, preparedTarget, writePrepared } from '../../../../datasets/preparation.ts';
import type { Batch } from '../../../../engines/engine.ts';
import { classesAmong } from './classes.ts';
import type { BatchSource, BatchStream, PackData } from './source.ts';

/** Batches out of a dataset in memory: gathered by index, never waited for. */
export function memoryBatches(
  dataset: Dataset,
  { fold, batchSize, order, preparation }: Pick<PackData, 'fold' | 'batchSize' | 'order' | 'preparation'>,
): BatchSource {
  const validation = gather(dataset, fold.validation, preparation);
  return {
    targets: preparation?.targets,
    trainExamples: fold.train.length,
    validationClasses: classesAmong(validation.y),
    epoch(epoch) {
      const permutation = order(epoch).permutation(fold.train.length);
      return gathered(
        dataset,
        permutation.map((position) => fold.train[position]!),
        batchSize,
        preparation,
      );
    },
    validation() {
      let left: Batch | undefined = validation;
      return {
        next() {
          const batch = left;
          left = undefined;
          return batch;
        },
        close: () => undefined,
      };
    },
    close: () => undefined,
  };
}

function gathered(
  dataset: Dataset,
  order: Uint32Array,
  batchSize: number,
  preparation: Preparation | undefined,
): BatchStream {
  let start = 0;
  return {
    next() {
      if (start >= order.length) return undefined;
      const end = Math.min(start + batchSize, order.length);
      const batch = gather(dataset, order.subarray(start, end), preparation);
      start = end;
      return batch;
    },
    close: () => undefined,
  };
}

/** Examples by their indices, as a batch: in the dataset's own values, or prepared. */
function gather(dataset: Dataset, indices: Uint32Array, preparation: Preparation | undefined): Batch {
  const size = dataset.x.length / dataset.examples;
  const width = targetsPerExample(dataset);
  const floats = preparation !== undefined || dataset.x instanceof Float32Array;
  const x = floats ? new Float32Array(indices.length * size) : new Uint8Array(indices.length * size);
  const y =
    dataset.y instanceof Float32Array
      ? new Float32Array(indices.length * width)
      : new Int32Array(indices.length * width);
  for (const [row, example] of indices.entries()) {
    const values = dataset.x.subarray(example * size, (example + 1) * size);
    if (preparation) writePrepared(preparation, values, x as Float32Array, row * size);
    else x.set(values, row * size);
    for (let target = 0; target < width; target++) {
      const value = dataset.y[example * width + target]!;
      y[row * width + target] = preparation ? preparedTarget(preparation, target, value) : value;
    }
  }
  return { x, y };
}
