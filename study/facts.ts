import type { Task } from '../datasets/dataset.ts';
import type { KerasModel } from '../engines/keras/read.ts';

/** What has to be known of a dataset to check a study against it. */
export interface DatasetFacts {
  readonly examples: number;
  readonly shape: readonly number[];
  readonly classes: number;
  /** Absent: classification. */
  readonly task?: Task;
  /** Architectures of Keras that the study names, by the paths that it has for them. */
  readonly models?: ReadonlyMap<string, KerasModel>;
}
