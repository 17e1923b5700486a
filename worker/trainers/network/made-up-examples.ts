import type { Dataset, DatasetFacts } from '../../../datasets/dataset.ts';
import type { Fold } from '../../../datasets/folds.ts';

/** What examples look like, and whether they are classes that are learned. */
export type ExampleFacts = Pick<DatasetFacts, 'shape' | 'classes' | 'task' | 'normalize'>;

/** Examples of a fold. */
export interface FoldSize {
  readonly train: number;
  readonly validation: number;
}

/** Bytes of all their values at most. */
const MOST_BYTES = 64 * 2 ** 20;

/** A step from one value to the next that comes back late. */
const STRIDE = 0.618_033_988_75;

/**
 * A dataset of such examples, and its one fold, for what depends on shapes and not on values: time. Values
 * are 0 and 1, which an embedding can look up and a step does not blow up. Fewer validate where they would be
 * too large. Pure.
 */
export function madeUpExamples(
  facts: ExampleFacts,
  { train, validation: most }: FoldSize,
): { readonly dataset: Dataset; readonly fold: Fold } {
  const { shape, classes, task } = facts;
  const size = shape.reduce((product, length) => product * length, 1);
  const validation = Math.max(1, Math.min(most, Math.floor(MOST_BYTES / (4 * size)) - train));
  const examples = train + validation;
  const bit = (_: unknown, index: number) => ((index * STRIDE) % 1 < 0.5 ? 0 : 1);
  const isImage = shape.length === 3;
  const x = isImage
    ? Uint8Array.from({ length: examples * size }, bit)
    : Float32Array.from({ length: examples * size }, bit);
  const y =
    task === 'regression'
      ? Float32Array.from({ length: examples * classes }, bit)
      : Int32Array.from({ length: examples }, (_, index) => index % classes);
  const dataset = { ...facts, name: 'made up', examples, scale: 1, sha256: '', licence: '', x, y };
  const rows = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, at) => from + at);
  const sums = { validationSha256: '', trainSha256: '' };
  return { dataset, fold: { validation: rows(0, validation), train: rows(validation, examples), ...sums } };
}
