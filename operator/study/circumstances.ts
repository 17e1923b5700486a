/** What the decision about Studies rests on beside the Studies themselves. */
import type { StudyObject } from './object.ts';

/** What is under way for a Study. */
export interface Current {
  /** Its run is served, or one of the short steps is carried out; of those the Study has one at a time. */
  readonly kind: 'run' | 'chore';
  readonly specHash: string;
  /** It is to have no workers, for others. */
  readonly yielding: boolean;
}

/** What is to be known beside the Studies. */
export interface Circumstances {
  /** By uid. */
  readonly works: ReadonlyMap<string, Current>;
  /** Uids of those that could not be worked on, and are not to be tried yet. */
  readonly delayed: ReadonlySet<string>;
  /** The most Studies that are served at once. */
  readonly mostStudies: number;
  readonly priorityOf: (study: StudyObject) => number;
}
