import type { Metric } from '../proto/metrics.ts';

const SHARE = { direction: 'maximize', scale: 'share', least: 0, most: 1 } as const;
const LOSS = { direction: 'minimize', scale: 'plain', least: 0 } as const;

/**
 * The metrics of a classifier, the first is what a study decides by unless it says otherwise. How each is computed stands in
 * `worker/classifier-metrics.ts`; both lists have the same names, which the compiler holds.
 */
export const CLASSIFIER_METRICS = [
  { name: 'accuracy', title: 'accuracy', ...SHARE, binomial: true },
  { name: 'balanced_accuracy', title: 'balanced accuracy', ...SHARE },
  { name: 'macro_f1', title: 'macro F1', ...SHARE },
  { name: 'top5_accuracy', title: 'top-5 accuracy', ...SHARE },
  { name: 'loss', title: 'loss', ...LOSS },
  { name: 'train_loss', title: 'train loss', ...LOSS },
] as const satisfies readonly Metric[];

/** The name of a metric of a classifier. */
export type ClassifierMetric = (typeof CLASSIFIER_METRICS)[number]['name'];

/** Classes that a study must have for its five likeliest to say anything. */
const CLASSES_FOR_TOP5 = 6;

/** The metrics that a classifier of so many classes reports. Pure. */
export function metricsOf(classes: number): readonly Metric[] {
  return CLASSIFIER_METRICS.filter(({ name }) => name !== 'top5_accuracy' || classes >= CLASSES_FOR_TOP5);
}
