/** What is noted of each trial of a pack while it trains, and the report that is made of it at the end. */

import type { Task } from '../../../datasets/dataset.ts';
import type { LayerSample } from '../../../proto/findings.ts';
import type { Metric, Metrics } from '../../../proto/metrics.ts';
import type { TrialReport } from '../../../proto/outcome-message.ts';
import { classifierMetrics, historyOf } from './classifier-metrics.ts';
import type { Evaluated } from './evaluate.ts';
import { findingsOf } from './findings.ts';
import { explainedShare, regressionMetrics } from './regression-metrics.ts';

/** What is noted of a trial. */
export interface TrialRecord {
  /** Its metrics after each epoch. */
  readonly epochs: Metrics[];
  /** First step, from 0, with a loss that was not finite. */
  divergedAt: number | undefined;
  /** A loss was not finite at the end of an epoch, whether or not a step had one. */
  divergedInEvaluation: boolean;
  /** The epoch that it counts by, of `epochs`, from 0: its last, unless it stops early. */
  keptEpoch: number;
  /**
   * After that epoch: the share that was right, or of a regression the share of the variance explained.
   */
  accuracy: number;
}

/** The record of a trial that has not begun. */
export function newRecord(): TrialRecord {
  return { epochs: [], divergedAt: undefined, divergedInEvaluation: false, keptEpoch: 0, accuracy: 0 };
}

/** A record as it stands: what follows changes nothing of it. */
export const recordSoFar = (record: TrialRecord): TrialRecord => ({
  ...record,
  epochs: [...record.epochs],
});

/** The steps of an epoch: the number of its first, from 0, its examples, and how many a step takes. */
export interface EpochSteps {
  readonly firstStep: number;
  readonly examples: number;
  readonly batchSize: number;
}

/**
 * Notes the losses of an epoch's steps, losses[step][trial], but for trials that have stopped. Returns each
 * trial's mean loss over the epoch's examples.
 */
export function noteLosses(
  records: readonly TrialRecord[],
  losses: readonly Float32Array[],
  { firstStep, examples, batchSize }: EpochSteps,
  stopped: (trial: number) => boolean = () => false,
): number[] {
  const sums = records.map(() => 0);
  for (const [index, ofTrials] of losses.entries()) {
    const size = Math.min(batchSize, examples - index * batchSize);
    for (const [trial, record] of records.entries()) {
      const loss = ofTrials[trial]!;
      if (!Number.isFinite(loss) && !stopped(trial)) record.divergedAt ??= firstStep + index;
      sums[trial]! += loss * size;
    }
  }
  return sums.map((sum) => sum / examples);
}

/** The metrics of each trial, out of an evaluation and the mean losses of an epoch's steps. Pure. */
export function metricsOfTrials(
  wanted: readonly Metric[],
  { accuracy, loss, counts }: Evaluated,
  trainLosses: readonly number[],
): Metrics[] {
  return counts.map(({ tally, ranks, errors }, trial) => {
    const losses = { loss: loss[trial]!, trainLoss: trainLosses[trial]! };
    return errors
      ? regressionMetrics(wanted, { ...losses, errors })
      : classifierMetrics(wanted, { ...losses, accuracy: accuracy[trial]!, tally: tally!, ranks });
  });
}

/**
 * Notes an epoch's evaluation of a trial, and what its metrics came to. `kept`: the trial counts by this
 * epoch so far.
 */
export function noteEvaluation(
  record: TrialRecord,
  { accuracy, loss, counts }: Evaluated,
  { trial, metrics, kept }: { readonly trial: number; readonly metrics: Metrics; readonly kept: boolean },
): void {
  if (!Number.isFinite(loss[trial])) record.divergedInEvaluation = true;
  if (kept) {
    const { errors } = counts[trial]!;
    record.keptEpoch = record.epochs.length;
    record.accuracy = errors ? explainedShare(errors) : accuracy[trial]!;
  }
  record.epochs.push(metrics);
}

/** What a report takes beside the record. */
export interface ReportFacts {
  readonly wanted: readonly Metric[];
  /** Names of the layers with weights, and each one's largest absolute gradient before the first step. */
  readonly layers: readonly string[];
  readonly reach: readonly number[];
  readonly samples: readonly LayerSample[];
  readonly stepsPerEpoch: number;
  /** Classes of the examples that validate, and how many classes the dataset has. */
  readonly validationClasses: Int32Array;
  readonly classes: number;
  /** Absent: classification. */
  readonly task?: Task | undefined;
}

/** The report of a trial that has taken its last step. Pure. */
export function reportOf(record: TrialRecord, facts: ReportFacts): TrialReport {
  const { epochs, keptEpoch, divergedAt, divergedInEvaluation, accuracy } = record;
  const steps = epochs.length * facts.stepsPerEpoch;
  return {
    metrics: epochs[keptEpoch]!,
    history: historyOf(facts.wanted, epochs),
    findings: findingsOf({
      reach: facts.layers.map((layer, index) => ({ layer, gradient: facts.reach[index] ?? Number.NaN })),
      divergedAt: divergedAt ?? (divergedInEvaluation ? steps - 1 : undefined),
      accuracy,
      // Who predicts the mean of the targets, explains nothing of their variance.
      chance: facts.task === 'regression' ? 0 : commonestShare(facts.validationClasses, facts.classes),
      validationExamples: facts.validationClasses.length,
    }),
    // Behind its end a trial was trained on beside the others of its pack: nobody asks how.
    layers: facts.samples.filter(({ epoch }) => epoch <= epochs.length),
  };
}

function commonestShare(classes: Int32Array, count: number): number {
  const counts = new Array<number>(count).fill(0);
  for (const value of classes) counts[value]! += 1;
  return Math.max(...counts) / classes.length;
}
