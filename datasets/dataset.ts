/** What is learned: to tell classes apart, or to predict numbers. */
export type Task = 'classification' | 'regression';

/**
 * What is brought to mean 0 and deviation 1 by the mean and the deviation of a fold's training examples: each
 * channel of images or feature of tables, and of a regression each target.
 */
export const NORMALIZE = ['inputs', 'inputs-and-targets'] as const;
export type Normalize = (typeof NORMALIZE)[number];

/** What is known of a dataset wherever its values lie: what a study, a manifest and a model need. */
export interface DatasetFacts {
  readonly name: string;
  /** Number of examples, N. */
  readonly examples: number;
  /** Shape of one example: [height, width, channels] for images, [features] for tables. */
  readonly shape: readonly number[];
  /** What a value is multiplied by inside the graph: 1/255 for bytes, 1 for floats. */
  readonly scale: number;
  /** What the targets are; absent: classes. */
  readonly task?: Task;
  /** Classes; of a regression the numbers that are predicted for an example. */
  readonly classes: number;
  /**
   * SHA-256 (hex) that names the content: of a dataset in memory over `x`'s bytes, then `y`'s as
   * little-endian uint32, or of a regression as float32; of shards over their index.
   */
  readonly sha256: string;
  readonly licence: string;
  /** What each fold normalises; absent: nothing. */
  readonly normalize?: Normalize;
}

/** Numbers of `y` that an example has: its class, or the targets of a regression. Pure. */
export function targetsPerExample({ task, classes }: Pick<DatasetFacts, 'task' | 'classes'>): number {
  return task === 'regression' ? classes : 1;
}

/** A dataset in memory: the one shape that every source (IDX, npy, embedded, fetched) is read into. */
export interface Dataset extends DatasetFacts {
  /**
   * Row-major values, N × the product of `shape`; raw bytes 0 … 255 are multiplied by `scale` when they are
   * used.
   */
  readonly x: Uint8Array | Float32Array;
  /**
   * Class of each example, 0 … classes − 1; of a regression (Float32Array) its targets, `classes` numbers
   * each.
   */
  readonly y: Uint8Array | Int32Array | Float32Array;
  /** Features, by their places, that are NaN in some examples: a fold fills them (`preparation.ts`). */
  readonly gaps?: readonly number[];
  /** Group of each example, of a table whose study names the column. */
  readonly groups?: Int32Array;
  /** Names of the classes, in the order of their numbers, where they have some. */
  readonly classNames?: readonly string[];
}
