import type { Finding, LayerSample } from '../proto/findings.ts';
import type { Metric, MetricHistory, Metrics, Objective } from '../proto/metrics.ts';
import type { Verdict } from '../proto/verdict.ts';
import type { ProgramFile } from '../study/manifest.ts';
import type { Factor } from '../study/study.ts';

/**
 * What a run ended with: the document that `--json` prints and `results.json` holds. Its schema stands in
 * `docs/results.schema.json`.
 */

/** The outcome of one trial, as the ledger has it. */
export interface TrialResult {
  /** The arm's id. */
  readonly arm: string;
  /** The level of each factor, by the factor's name. */
  readonly levels: Readonly<Record<string, string>>;
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
 * One arm over its folds and seeds; only completed trials count. `stddev` is the sample's (n − 1).
 */
export interface ArmSummary {
  readonly arm: string;
  /** Of the study's objective. */
  readonly mean: number | null;
  readonly stddev: number | null;
  /**
   * The objective of each trial, in grid order (fold, then seed); null where the trial failed or is missing.
   */
  readonly folds: readonly (number | null)[];
}

/** The files that the command names, and what was recorded while they were so. */
export interface ProgramVersion {
  readonly files: readonly ProgramFile[];
  /** Trials, ARM/FOLD/SEED; absent where there is no other version: all of them. */
  readonly trials?: readonly string[];
}

export interface RunResults {
  /** Of this document's form. */
  readonly version: 2;
  readonly run: string;
  readonly study: string;
  /** What was varied. */
  readonly factors: readonly Factor[];
  /** The arm that the others are compared with, where the study names one. */
  readonly control?: string;
  /** What each trial reports, and which of it the study decides by. */
  readonly metrics: readonly Metric[];
  readonly objective: Objective;
  /** Absent where a program has data of its own, of which nothing is known. */
  readonly dataset?: { readonly name: string; readonly examples: number; readonly sha256: string };
  /** Present where the study drew its folds anew for each seed. */
  readonly resplit?: true;
  /** Present where the study has no folds: all its trials are of one split of the data. */
  readonly oneSplit?: true;
  /**
   * The versions of the program whose outcomes these are, in the order of their time; several where its files
   * were edited before the run was resumed. Absent where its files are not known.
   */
  readonly program?: readonly ProgramVersion[];
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
  readonly summary: readonly ArmSummary[];
  readonly verdict: Verdict;
}
