/** The dataset of a study as files that its program reads. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dataset, targetsPerExample } from '../../../datasets/dataset.ts';
import { npyHead } from '../../../datasets/npy.ts';
import { FanoutError } from '../../../proto/errors.ts';
import { openPinned } from '../pinned-dataset.ts';
import type { CommandManifest } from './setting.ts';
import type { TrialDataset } from './trial-file.ts';

/**
 * Opens the dataset of a run, and writes it as npy files into a directory of this worker: `x`, N × the shape
 * of an example, raw bytes or float32, and `y`, the class of each, int64, or the targets of a regression,
 * float32. Null where the study names none.
 * Throws DATASET_* errors, DATASET_CORRUPT when it is not what the manifest pins, INTERRUPTED.
 */
export async function datasetFiles(
  { study, dataset: pinned }: CommandManifest,
  directory: string,
  signal: AbortSignal,
): Promise<TrialDataset | null> {
  if (study.dataset === undefined) return null;
  const dataset = await openPinned(study.dataset, pinned, signal);
  if (!('x' in dataset))
    throw new FanoutError(
      'DATASET_UNSUPPORTED',
      `dataset ${dataset.name} is in shards, which no program is given`,
      {
        hint: 'give the program their path as a parameter, and name only the number of examples: dataset: { examples: … }',
      },
    );
  const [x, y] = [join(directory, 'x.npy'), join(directory, 'y.npy')];
  await writeValues(x, dataset.x, [dataset.examples, ...dataset.shape]);
  await writeValues(y, targetsOf(dataset), targetShape(dataset));
  const { name, examples, classes, shape } = dataset;
  const task = dataset.task ?? 'classification';
  return { name, examples, task, classes: task === 'regression' ? null : classes, shape, x, y };
}

/** Classes as int64, the targets of a regression as they are. */
function targetsOf({ y }: Dataset): BigInt64Array | Float32Array {
  return y instanceof Float32Array ? y : BigInt64Array.from(y, BigInt);
}

/** [N], or [N, targets] where an example has several. */
function targetShape(dataset: Dataset): number[] {
  const width = targetsPerExample(dataset);
  return width === 1 ? [dataset.examples] : [dataset.examples, width];
}

type Values = Uint8Array | Float32Array | BigInt64Array;

/** As numpy calls them. Bytes may be a Buffer, which has a name of its own. */
function dtypeOf(values: Values): string {
  if (values instanceof Float32Array) return '<f4';
  return values instanceof BigInt64Array ? '<i8' : '|u1';
}

async function writeValues(path: string, values: Values, shape: readonly number[]): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.write(npyHead(dtypeOf(values), shape));
    await file.writeFile(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  } finally {
    await file.close();
  }
}
