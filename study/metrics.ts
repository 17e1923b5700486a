import type { Metric } from '../proto/metrics.ts';

const SHARE = { direction: 'maximize', scale: 'share', least: 0, most: 1 } as const;
const LOSS = { direction: 'minimize', scale: 'plain', least: 0 } as const;

interface Declaration extends Metric {
  /** Of fewer classes than this it says nothing, and is not reported. */
  readonly leastClasses?: number;
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
  { name: 'loss', title: 'validation loss', ...LOSS },
  { name: 'train_loss', title: 'training loss', ...LOSS },
] as const satisfies readonly Declaration[];

/** The name of a metric of a classifier. */
export type ClassifierMetric = (typeof CLASSIFIER_METRICS)[number]['name'];

/** The metrics that a classifier of so many classes reports. Pure. */
export function metricsOf(classes: number): readonly Metric[] {
  const declared: readonly Declaration[] = CLASSIFIER_METRICS;
  return declared.flatMap(({ leastClasses = 1, ...metric }) => (classes >= leastClasses ? [metric] : []));
}
