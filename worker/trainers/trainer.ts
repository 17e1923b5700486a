/**
 * The port between a worker and what trains. A worker claims packs, holds their leases, reports and completes
 * them; a trainer turns the trials of one pack into results and knows nothing of queues, leases and
 * coordinators. `trainer.contract.ts` says by tests what every trainer keeps to.
 */
import type { FanoutError } from '../../proto/errors.ts';
import type { Metrics } from '../../proto/metrics.ts';
import type { TrialReport } from '../../proto/outcome-message.ts';
import type { Trial } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';

/** What trains packs, one at a time. A worker opens one before it claims packs, and closes it at its end. */
export interface Trainer {
  readonly description: TrainerDescription;
  /** What it holds at this moment, for heartbeats, metrics and the search for leaks. Cheap. */
  held(): Held;
  /**
   * Gets what training a run's packs needs, before the run's first pack; returns at once when that is there.
   * What an earlier run needed may go. Throws DATASET_* errors, and INTERRUPTED as soon as `signal` is
   * aborted.
   */
  prepare(manifest: Manifest, signal: AbortSignal): Promise<void>;
  /**
   * Trains a pack of a run that was prepared, and returns a result for each of its trials, in their order. A
   * trial that diverges or learns nothing is a result with a finding, and touches no other trial.
   *
   * Rejects when the pack as a whole came to nothing: with `signal`'s reason soon after that is aborted; with
   * OUT_OF_MEMORY when a smaller pack may fit, MODEL_TOO_LARGE when none does; with whatever else went wrong,
   * which counts as INTERNAL unless it is a `FanoutError`. However it ends, it lets go of all that it took
   * for the pack, and the next pack can be trained.
   */
  run(job: PackJob, observer: TrainingObserver, signal: AbortSignal): Promise<readonly AttemptResult[]>;
  /**
   * The outcome of a trial of the last pack is recorded: what is kept for another attempt at it may go.
   * Throws nothing.
   */
  recorded?(trial: Trial): Promise<void>;
  /** Lets go of everything. Nothing is called after it. */
  close(): Promise<void>;
}

export interface TrainerDescription {
  /** What kind of trainer it is, in one word; a label of metrics. */
  readonly backend: string;
  /** For people and provenance, with versions: "tfjs 4.22.0 wasm, SIMD, 1 thread". */
  readonly text: string;
  /** Whether it trains on GPUs, so that the driver is to be asked about them. */
  readonly usesGpu: boolean;
}

/** What a trainer holds. */
export interface Held {
  /** Tensors alive; 0 for a trainer that has none. */
  readonly tensors: number;
  /** Bytes that it took for training, beyond what the process takes anyway. */
  readonly bytes: number;
}

/** The trials of one block (dataset, fold and seed), which differ in what the study compares alone. */
export interface PackJob {
  readonly manifest: Manifest;
  /** At least one. */
  readonly trials: readonly Trial[];
  /** Which attempt at these trials it is, from 1. */
  readonly attempt: number;
}

/**
 * What an attempt at a trial came to: a report, or an error that concerns this trial alone while others of
 * the pack completed.
 */
export type AttemptResult = (
  | { readonly status: 'completed'; readonly report: TrialReport }
  | { readonly status: 'failed'; readonly error: FanoutError }
) & {
  /** What the program of the trial has written, its head and tail; absent where none ran. */
  readonly log?: Uint8Array;
};

/**
 * Hears how a pack gets on. Every call says that the work has got further, which is what renews the lease: a
 * trainer that stands still calls nothing, no timer of its own either. One that cannot see into its work, as
 * a program's, keeps a limit of its own: while the work's last sign of life is younger than the study allows
 * it counts as getting on, and beyond that the trainer ends it. Calls return at once and never throw.
 */
export interface TrainingObserver {
  /** Some steps were taken. Called so often that a display moves, and not for each step of a fast network. */
  onSteps(steps: StepsTaken): void;
  /** Trials have ended an epoch. */
  onEpochs(ended: readonly TrialEpoch[]): void;
  /** The work has got further without a step: data has arrived, a part of an evaluation is done. */
  onProgress(): void;
}

/** Steps of a pack since the last call. What counts as a step is the trainer's own affair. */
export interface StepsTaken {
  /** Steps done since the pack began, of all its steps. */
  readonly step: number;
  readonly steps: number;
  /** Steps since the last call, and the examples trained in them, counted once for each trial. */
  readonly taken: number;
  readonly examples: number;
  /** Wall-clock time of these steps, and of waiting for their data, which is not among it. */
  readonly seconds: number;
  readonly waitedSeconds: number;
}

/** What a trial measured at the end of an epoch. */
export interface TrialEpoch {
  /** The trial's place among those of the pack, from 0. */
  readonly place: number;
  /** From 0. */
  readonly epoch: number;
  /** By the names that the study in the manifest has; what is not finite is absent. */
  readonly metrics: Metrics;
}
