import type { Metric } from '../proto/metrics.ts';
import { CLASSIFIER_METRICS, REGRESSION_METRICS } from './metrics.ts';

/** The metric of a program that reports none: how long it took. */
export const SECONDS_METRIC = 'seconds';

type Known = Pick<Metric, 'direction' | 'scale'>;

const SHARES = ['auc', 'f1', 'precision', 'recall', 'val_accuracy'];
const ERRORS = ['val_loss', 'perplexity', SECONDS_METRIC];

/** Metrics of which it is known which way is better, by their usual names. */
const KNOWN = new Map<string, Known>([
  ...[...CLASSIFIER_METRICS, ...REGRESSION_METRICS].map(
    ({ name, direction, scale }) => [name, { direction, scale }] as const,
  ),
  ...SHARES.map((name) => [name, { direction: 'maximize', scale: 'share' }] as const),
  ...ERRORS.map((name) => [name, { direction: 'minimize', scale: 'plain' }] as const),
]);

/** What a metric of a program means by its usual name; undefined where that says nothing. Pure. */
export function knownMetric(name: string): Known | undefined {
  return KNOWN.get(name);
}

/**
 * A metric that a program reported and no study declares: nothing is believed of its bounds and scale. Pure.
 */
export function undeclaredMetric(name: string): Metric {
  const direction = knownMetric(name)?.direction ?? 'maximize';
  return { name, title: titleOf(name), direction, scale: 'plain' };
}

/** What tables call a metric: `val_loss` → `val loss`. Pure. */
export function titleOf(name: string): string {
  return name.replaceAll('_', ' ');
}
