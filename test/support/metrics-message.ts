import type { Metrics } from '../../proto/metrics.ts';
import { toMessage } from '../../proto/outcome-message.ts';
import { mostEpochs, type Study } from '../../study/study.ts';

/**
 * The metrics of a trial as a worker sends them, possible ones: the same after each epoch and at the end, but
 * for what `change` says. Undefined there takes a metric away.
 */
export function metricsMessage(
  study: Study,
  change: Readonly<Record<string, number | undefined>> = {},
  epochs = mostEpochs(study)!,
) {
  const possible = study.metrics.map(({ name, scale }) => [name, scale === 'share' ? 0.25 : 1] as const);
  const all = Object.entries({ ...Object.fromEntries(possible), ...change });
  const own: Metrics = Object.fromEntries(
    all.filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
  const history = Object.fromEntries(
    Object.entries(own).map(([name, value]) => [name, new Array<number>(epochs).fill(value)]),
  );
  const message = toMessage({ metrics: own, history, findings: [], layers: [] });
  return { metrics: message.metrics, history: message.history };
}
