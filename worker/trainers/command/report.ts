import { LARGEST_ENTRY, largestOutcome } from '../../../proto/entries.ts';
import type { Finding } from '../../../proto/findings.ts';
import type { Metric, Objective } from '../../../proto/metrics.ts';
import type { TrialReport } from '../../../proto/outcome-message.ts';
import { EPOCH_LIMIT } from '../../../study/study.ts';
import { finite, type History, type ReportedEpoch } from './history.ts';

/** What decides the final values: the metrics of the study, what it decides by, and which value counts. */
export interface Reading {
  readonly metrics: readonly Metric[];
  readonly objective: Pick<Objective, 'metric' | 'direction'>;
  /** Of the objective: its last value, or its best. Of every other metric the last counts. */
  readonly of: 'last' | 'best';
}

/**
 * What a trial came to, from all that its program reported. A value that is not finite is no final metric and
 * null in the history; where it is of a metric of the study, the trial diverged. `best` is the best finite
 * value of all. Pure.
 */
export function reportOf(history: History, reading: Reading): TrialReport {
  const epochs = history.epochs();
  const last = new Map<string, number>();
  for (const { metrics } of epochs)
    for (const [name, value] of Object.entries(metrics)) last.set(name, value);
  for (const [name, value] of history.last) last.set(name, value);
  const { metric } = reading.objective;
  const best =
    reading.of === 'best' ? bestOf(reading.objective, epochs, history.last.get(metric)) : undefined;
  const final = Object.fromEntries(last);
  return {
    metrics: finite(best === undefined ? final : { ...final, [metric]: best }),
    history: columns([...last.keys()], epochs),
    findings: divergence(reading.metrics, epochs, history.last),
    layers: [],
  };
}

function bestOf(
  { metric, direction }: Reading['objective'],
  epochs: readonly ReportedEpoch[],
  last: number | undefined,
): number | undefined {
  const values = [...epochs.map(({ metrics }) => metrics[metric]), last].filter(Number.isFinite) as number[];
  if (values.length === 0) return undefined;
  return values.reduce((best, value) => ((direction === 'maximize') === value > best ? value : best));
}

/** One list for each metric that some epoch has, of as many epochs as an outcome has room for. */
function columns(names: readonly string[], epochs: readonly ReportedEpoch[]): TrialReport['history'] {
  const present = names.filter((name) => epochs.some(({ metrics }) => name in metrics));
  let most = Math.min(epochs.length, EPOCH_LIMIT);
  while (
    most > 0 &&
    largestOutcome(
      most,
      0,
      present.map((name) => ({ name })),
    ) > LARGEST_ENTRY
  )
    most -= 1;
  const kept = epochs.slice(0, most);
  return Object.fromEntries(
    present.map((name) => [
      name,
      kept.map(({ metrics }) => (Number.isFinite(metrics[name]) ? metrics[name]! : null)),
    ]),
  );
}

/** `step` is the place of the first epoch with such a value; the number of epochs where it is of none. */
function divergence(
  declared: readonly Metric[],
  epochs: readonly ReportedEpoch[],
  last: ReadonlyMap<string, number>,
): Finding[] {
  const wild = (value: number | undefined) => value !== undefined && !Number.isFinite(value);
  const place = epochs.findIndex(({ metrics }) => declared.some(({ name }) => wild(metrics[name])));
  if (place >= 0) return [{ kind: 'diverged', step: place }];
  return declared.some(({ name }) => wild(last.get(name))) ? [{ kind: 'diverged', step: epochs.length }] : [];
}
