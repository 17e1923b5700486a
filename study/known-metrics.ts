import type { Metric } from '../proto/metrics.ts';
import { CLASSIFIER_METRICS, REGRESSION_METRICS } from './metrics.ts';

/** The metric of a program that reports none: how long it took. */
export const SECONDS_METRIC = 'seconds';

type Known = Pick<Metric, 'direction' | 'scale'>;

const SHARES = ['auc', 'f1', 'precision', 'recall', 'val_accuracy'];

/** Last words of names of figures that are better when smaller: `val_loss`, `test/rmse`. */
const SMALLER =
  'loss error err rmse rmsle mse mae mape perplexity ppl nll brier logloss cer wer regret latency deviance fid eer bpc bpb seconds';
/** These mostly are: enough for a table, where it is said and can be turned, and not for a study. */
const MOSTLY_SMALLER = 'rank ranking divergence kl';

const endsWith = (words: string) => new RegExp(`(^|[^a-z])(${words.replaceAll(' ', '|')})$`);
const SMALLER_BETTER = endsWith(SMALLER);
const MOSTLY_SMALLER_BETTER = endsWith(`${SMALLER} ${MOSTLY_SMALLER}`);

/** Metrics of which it is known which way is better, by their usual names. */
const KNOWN = new Map<string, Known>([
  ...[...CLASSIFIER_METRICS, ...REGRESSION_METRICS].map(
    ({ name, direction, scale }) => [name, { direction, scale }] as const,
  ),
  ...SHARES.map((name) => [name, { direction: 'maximize', scale: 'share' }] as const),
]);

/** What a metric of a program means by its usual name; undefined where that says nothing. Pure. */
export function knownMetric(name: string): Known | undefined {
  const smaller = SMALLER_BETTER.test(name.toLowerCase());
  return KNOWN.get(name) ?? (smaller ? { direction: 'minimize', scale: 'plain' } : undefined);
}

/** Whether a column of a table is taken as better when smaller. `name`: in small letters. Pure. */
export function isMostlySmallerBetter(name: string): boolean {
  return MOSTLY_SMALLER_BETTER.test(name);
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
