import type { Metric, MetricHistory, Metrics, Objective } from './metrics.ts';
import type { Factor } from './study.ts';
import type { Verdict } from './verdict.ts';

/**
 * What a run ended with: the document that `--json` prints and `results.json` holds. Its schema stands in
 * `docs/results.schema.json`.
 */

/** A fact about a completed trial. `step` counts from 0; `layer` is the name of the layer concerned. */
export type Finding =
  | { readonly kind: 'dead_start'; readonly layer: string }
  | { readonly kind: 'diverged'; readonly step: number }
  | { readonly kind: 'did_not_learn'; readonly chance: number };

/**
 * A layer of a trial at one moment, on a fixed batch of training examples. A figure that is not finite is
 * null.
 */
export interface LayerState {
  /** `conv2d_1`, `dense_1`, … */
  readonly layer: string;
  /** Of its values behind the activation (of the last layer: before softmax). */
  readonly mean: number | null;
  readonly variance: number | null;
  /** Share of units that put out 0 for every example. */
  readonly deadShare: number | null;
  /** Euclidean norm of the gradient of kernel and bias. */
  readonly gradientNorm: number | null;
  /** Norm of the step's update of the kernel over the kernel's own; null where that is 0. */
  readonly updateRatio: number | null;
}

/** The layers of a trial at one moment. */
export interface LayerSample {
  /** After how many epochs; 0: before the first step. */
  readonly epoch: number;
  /** Of the values that go into the first layer. */
  readonly input: { readonly mean: number | null; readonly variance: number | null };
  readonly layers: readonly LayerState[];
}

/** The outcome of one trial, as the ledger has it. */
export interface TrialResult {
  readonly initializer: string;
  /** In a study with factors: the level of each, by the factor's name. */
  readonly levels?: Readonly<Record<string, string>>;
  readonly fold: number;
  readonly seed: number;
  readonly status: 'completed' | 'failed';
  /** At the trial's end, by name; empty when it failed. What is not finite is absent. */
  readonly metrics: Metrics;
  /** What they were after each epoch; empty when it failed. */
  readonly history: MetricHistory;
  readonly findings: readonly Finding[];
  /**
   * What went on inside: before the first step and after epochs (short ones are passed over); absent when
   * nothing was sampled.
   */
  readonly layers?: readonly LayerSample[];
  /** Why a failed trial failed; absent when completed. */
  readonly reason?: string;
  /** Which attempt this outcome came from, from 1. */
  readonly attempt: number;
  readonly worker: string;
  /** Seconds of training and evaluation: the pack's, divided by its trials. */
  readonly seconds: number;
}

/**
 * One initializer over its folds and seeds; only completed trials count. `stddev` is the sample's (n − 1).
 */
export interface InitializerSummary {
  readonly initializer: string;
  /** Of the study's objective. */
  readonly mean: number | null;
  readonly stddev: number | null;
  /**
   * The objective of each trial, in grid order (fold, then seed); null where the trial failed or is missing.
   */
  readonly folds: readonly (number | null)[];
}

export interface RunResults {
  /** Of this document's form. */
  readonly version: 2;
  readonly run: string;
  readonly study: string;
  /**
   * What is compared, if not initializers alone; then `initializer` of trials and summary is the name of the
   * choice.
   */
  readonly factors?: readonly Factor[];
  /** What each trial reports, and which of it the study decides by. */
  readonly metrics: readonly Metric[];
  readonly objective: Objective;
  readonly dataset: { readonly name: string; readonly examples: number; readonly sha256: string };
  /** Present where the study drew its folds anew for each seed. */
  readonly resplit?: true;
  readonly backend: string;
  readonly workers: number;
  /** When the run began, and when its last outcome was recorded: ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Wall-clock seconds from the start of the run (all its parts, when resumed) to its end. */
  readonly seconds: number;
  readonly trials: {
    readonly total: number;
    readonly completed: number;
    readonly failed: number;
    readonly attempts: number;
  };
  /** Training examples × trials × epochs over the seconds of this part of the run. */
  readonly examplesPerSecond: number;
  readonly results: readonly TrialResult[];
  readonly summary: readonly InitializerSummary[];
  readonly verdict: Verdict;
}
