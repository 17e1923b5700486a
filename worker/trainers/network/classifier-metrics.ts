import type { MetricHistory, Metrics } from '../../../proto/metrics.ts';
import type { ClassifierMetric } from '../../../study/metrics.ts';
import type { ClassTally } from './class-tally.ts';
import { areaUnderCurve, type ScoreRanks } from './score-ranks.ts';

/** What is known of a trial after an epoch. */
export interface EpochFacts {
  /** Of the validation examples, as the engine has them. */
  readonly accuracy: number;
  readonly loss: number;
  /** Mean over the training examples of the epoch. */
  readonly trainLoss: number;
  readonly tally: ClassTally;
  /** Where the study wants what is made from them. */
  readonly ranks?: ScoreRanks | undefined;
}

/** How each metric of a classifier is computed. What each is declared as stands in `study/metrics.ts`. */
const COMPUTED: Readonly<Record<ClassifierMetric, (facts: EpochFacts) => number>> = {
  accuracy: ({ accuracy }) => accuracy,
  // The mean recall of the classes that occur, as scikit-learn's `balanced_accuracy_score`.
  balanced_accuracy: ({ tally: { actual, right } }) =>
    meanOf(actual, (own) => (actual[own]! > 0 ? right[own]! / actual[own]! : undefined)),
  // The mean F1 of the classes that occur or are predicted, as scikit-learn's `f1_score(average="macro")`.
  macro_f1: ({ tally: { actual, predicted, right } }) =>
    meanOf(actual, (own) => {
      const both = actual[own]! + predicted[own]!;
      return both > 0 ? (2 * right[own]!) / both : undefined;
    }),
  top5_accuracy: ({ tally: { amongFive, examples } }) => amongFive / examples,
  auroc: ({ ranks }) => (ranks ? areaUnderCurve(ranks) : Number.NaN),
  loss: ({ loss }) => loss,
  train_loss: ({ trainLoss }) => trainLoss,
};

/**
 * The metrics of a trial after an epoch, of those that the study wants. What is not finite is left out. Pure.
 */
export function classifierMetrics(wanted: readonly { readonly name: string }[], facts: EpochFacts): Metrics {
  const metrics: Record<string, number> = {};
  for (const { name } of wanted) {
    const value = isClassifierMetric(name) ? COMPUTED[name](facts) : Number.NaN;
    if (Number.isFinite(value)) metrics[name] = value;
  }
  return metrics;
}

/** Each wanted metric after every epoch; null where it was not finite. Pure. */
export function historyOf(
  wanted: readonly { readonly name: string }[],
  epochs: readonly Metrics[],
): MetricHistory {
  return Object.fromEntries(wanted.map(({ name }) => [name, epochs.map((own) => own[name] ?? null)]));
}

/** Whether a metric is made from the ranks of the scores. Pure. */
export const isRanking = (name: string): boolean => name === 'auroc';

function isClassifierMetric(name: string): name is ClassifierMetric {
  return Object.hasOwn(COMPUTED, name);
}

/** Mean over the classes that have a value. */
function meanOf(classes: Float64Array, figureOf: (own: number) => number | undefined): number {
  let sum = 0;
  let known = 0;
  for (const own of classes.keys()) {
    const value = figureOf(own);
    if (value === undefined) continue;
    sum += value;
    known += 1;
  }
  return sum / known;
}
