/** What folds are laid over: the classes of a dataset, and what lies in files beside it. */
import { FanoutError } from '../proto/errors.ts';
import { shownText } from '../proto/shown-text.ts';
import type { Dataset } from './dataset.ts';
import { readNpy } from './npy.ts';
import type { FoldsSpec } from './spec.ts';
import type { SplitData } from './splits/split.ts';

/** What is known of a dataset for its folds; of a program's own data how many examples it has. */
export type Known = Pick<Dataset, 'examples'> & Partial<Pick<Dataset, 'y' | 'task' | 'groups'>>;

/** Reads what the folds of a study need beside its dataset. Throws DATASET_*. */
export async function splitDataOf(folds: FoldsSpec, known: Known): Promise<SplitData> {
  const { examples, y, task, groups } = known;
  const numbers = (path: string) => wholeNumbers(path, examples);
  return {
    examples,
    classes: task === 'regression' ? undefined : y,
    groups: folds.groups && 'npy' in folds.groups ? await numbers(folds.groups.npy) : groups,
    folds: folds.file === undefined ? undefined : await numbers(folds.file),
  };
}

/** The numbers of an npy file, one for each of the first `examples`. */
async function wholeNumbers(path: string, examples: number): Promise<Float64Array> {
  const { values, shape, dtype } = await readNpy(path);
  if (shape.length !== 1 || dtype === '<f4')
    throw new FanoutError(
      'DATASET_UNSUPPORTED',
      `${shownText(path)} must hold a whole number for each example, found ${dtype} of ${shape.join(' × ')}`,
      { hint: 'save one dimension of integers: numpy.save(path, numbers.astype("int64"))' },
    );
  if (values.length < examples)
    throw new FanoutError(
      'DATASET_CORRUPT',
      `${shownText(path)} has ${values.length} numbers for ${examples} examples`,
      { hint: 'save one number for each example, in the order of the dataset' },
    );
  return Float64Array.from(values.subarray(0, examples), Number);
}
