import type { Task } from '../datasets/dataset.ts';

/** What has to be known of a dataset to check a study against it. */
export interface DatasetFacts {
  readonly examples: number;
  readonly shape: readonly number[];
  readonly classes: number;
  /** Absent: classification. */
  readonly task?: Task;
}
