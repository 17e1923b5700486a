import type { Task } from '../datasets/dataset.ts';
import type { Metric } from '../proto/metrics.ts';

const SHARE = { direction: 'maximize', scale: 'share', least: 0, most: 1 } as const;
const LOSS = { direction: 'minimize', scale: 'plain', least: 0 } as const;

interface Declaration extends Metric {
  /** Of fewer classes than this it says nothing, and is not reported. */
  readonly leastClasses?: number;
  /** It costs memory and time: it is reported where the study decides by it alone. */
  readonly onRequest?: true;
}

/**
 * The metrics of a classifier, the first is what a study decides by unless it says otherwise. How each is
 * computed stands in `worker/trainers/network/classifier-metrics.ts`; both lists have the same names, which
 * the compiler holds.
 */
export const CLASSIFIER_METRICS = [
  { name: 'accuracy', title: 'accuracy', ...SHARE, binomial: true },
  { name: 'balanced_accuracy', title: 'balanced accuracy', ...SHARE },
  { name: 'macro_f1', title: 'macro F1', ...SHARE },
  { name: 'top5_accuracy', title: 'top-5 accuracy', ...SHARE, leastClasses: 6 },
  { name: 'auroc', title: 'AUROC', ...SHARE, onRequest: true },
  { name: 'loss', title: 'validation loss', ...LOSS },
  { name: 'train_loss', title: 'training loss', ...LOSS },
] as const satisfies readonly Declaration[];

/** The name of a metric of a classifier. */
export type ClassifierMetric = (typeof CLASSIFIER_METRICS)[number]['name'];

/**
 * The metrics of a regression, over all numbers that it predicts; the first is what a study decides by unless
 * it says otherwise.
 */
export const REGRESSION_METRICS = [
  { name: 'r2', title: 'R²', direction: 'maximize', scale: 'plain', most: 1 },
  { name: 'rmse', title: 'RMSE', ...LOSS },
  { name: 'mse', title: 'MSE', ...LOSS },
  { name: 'mae', title: 'MAE', ...LOSS },
  { name: 'loss', title: 'validation loss', ...LOSS },
  { name: 'train_loss', title: 'training loss', ...LOSS },
] as const satisfies readonly Declaration[];

/** The name of a metric of a regression. */
export type RegressionMetric = (typeof REGRESSION_METRICS)[number]['name'];

/** What of a dataset its metrics depend on. */
interface Learned {
  readonly task?: Task;
  readonly classes: number;
}

/** Every metric that a study of such a dataset may decide by. Pure. */
export function offeredMetrics({ task, classes }: Learned): readonly Metric[] {
  return declaredFor({ task: task ?? 'classification', classes }).map(plain);
}

/**
 * The metrics that the trials report: those that cost little, and the one that the study decides by. Pure.
 */
export function reportedMetrics(
  { task, classes }: Learned,
  objective: string | undefined,
): readonly Metric[] {
  const declared = declaredFor({ task: task ?? 'classification', classes });
  return declared.filter(({ name, onRequest }) => !onRequest || name === objective).map(plain);
}

/** The metrics that a classifier of so many classes reports. Pure. */
export const metricsOf = (classes: number): readonly Metric[] => reportedMetrics({ classes }, undefined);

function declaredFor({ task, classes }: Required<Learned>): readonly Declaration[] {
  const declared: readonly Declaration[] = task === 'regression' ? REGRESSION_METRICS : CLASSIFIER_METRICS;
  return declared.filter(({ leastClasses = 1 }) => classes >= leastClasses);
}

function plain({ leastClasses: _, onRequest: __, ...metric }: Declaration): Metric {
  return metric;
}

/** Whether a metric is one of the steps of training, and not of an evaluation. Pure. */
export const isOfTraining = (name: string): boolean => name === 'train_loss';
