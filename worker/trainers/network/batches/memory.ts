import { type Dataset, targetsPerExample } from '../../../../datasets/dataset.ts';
import type { Batch } from '../../../../engines/engine.ts';
import { classesAmong } from './classes.ts';
import type { BatchSource, BatchStream, PackData } from './source.ts';

/** Batches out of a dataset in memory: gathered by index, never waited for. */
export function memoryBatches(
  dataset: Dataset,
  { fold, batchSize, order }: Pick<PackData, 'fold' | 'batchSize' | 'order'>,
): BatchSource {
  const validation = gather(dataset, fold.validation, 0, fold.validation.length);
  return {
    trainExamples: fold.train.length,
    validationClasses: classesAmong(validation.y),
    epoch(epoch) {
      const permutation = order(epoch).permutation(fold.train.length);
      return gathered(
        dataset,
        permutation.map((position) => fold.train[position]!),
        batchSize,
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

function gathered(dataset: Dataset, order: Uint32Array, batchSize: number): BatchStream {
  let start = 0;
  return {
    next() {
      if (start >= order.length) return undefined;
      const end = Math.min(start + batchSize, order.length);
      const batch = gather(dataset, order, start, end);
      start = end;
      return batch;
    },
    close: () => undefined,
  };
}

/** Examples by their indices, as a batch in the dataset's own values. */
function gather(dataset: Dataset, indices: Uint32Array, start: number, end: number): Batch {
  const size = dataset.x.length / dataset.examples;
  const x =
    dataset.x instanceof Uint8Array
      ? new Uint8Array((end - start) * size)
      : new Float32Array((end - start) * size);
  const width = targetsPerExample(dataset);
  const y =
    dataset.y instanceof Float32Array
      ? new Float32Array((end - start) * width)
      : new Int32Array((end - start) * width);
  for (let row = 0; row < end - start; row++) {
    const example = indices[start + row]!;
    x.set(dataset.x.subarray(example * size, (example + 1) * size), row * size);
    for (let target = 0; target < width; target++)
      y[row * width + target] = dataset.y[example * width + target]!;
  }
  return { x, y };
}
