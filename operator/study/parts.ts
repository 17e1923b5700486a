/** What conducting a Study needs of the world around it. */
import type { Coordinator } from '../../coordinator/coordinator.ts';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import type { RunEvent } from '../../coordinator/run/events.ts';
import type { RunResults } from '../../results/results.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { Cluster } from '../api/cluster.ts';
import type { WorkerShares } from '../sharing/worker-shares.ts';
import type { StudyObject } from './object.ts';

export interface ConductParts {
  readonly cluster: Cluster;
  readonly coordinator: Coordinator;
  /**
   * Parses a study, loads its dataset, and fixes all that a run is made of. Throws STUDY_INVALID, DATASET_*,
   * INTERRUPTED. `warn` hears of fields under an old name.
   */
  readonly plan: (
    text: string,
    source: string,
    signal: AbortSignal,
    warn: (line: string) => void,
  ) => Promise<Manifest>;
  /** Keeps the results of a run, and says where its report lies. */
  readonly keep: (
    manifest: Manifest,
    outcomes: readonly Outcome[],
    workers: number,
  ) => Promise<{ readonly results: RunResults; readonly report: string }>;
  /** Keeps what the programs of a run write; absent: nobody does. */
  readonly keepLogs?: (manifest: Manifest) => LogKeeper;
  /** Who has how many workers, of all Studies. */
  readonly shares: WorkerShares;
  readonly priorityOf: (study: StudyObject) => number;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
  /** How often workers are counted and the status is written. */
  readonly everyMs: number;
}

/** What keeps the logs that come among the events of a run. */
export interface LogKeeper {
  take(event: RunEvent): void;
  /** Settles when everything is written. Never rejects. */
  close(): Promise<void>;
}
