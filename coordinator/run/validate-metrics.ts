import { isMetricName, type Metric, type Metrics, MOST_METRICS } from '../../proto/metrics.ts';
import type { fromMessage } from '../../proto/outcome-message.ts';
import { shownText } from '../../proto/shown-text.ts';

type Report = ReturnType<typeof fromMessage>;
/** The metrics of a trial as a worker reported them: at its end, and after each epoch. */
export type ReportedMetrics = Pick<Report, 'metrics' | 'history'>;

/** What can be kept of them, and whether a metric that the study has is not finite somewhere. */
export interface ValidMetrics {
  readonly metrics: Record<string, number>;
  readonly history: Report['history'];
  readonly silent: boolean;
}

/**
 * The metrics of a trial, or the reason why they cannot be true: not one value for each of the study's
 * epochs, a name that none can have, too many names, a value beyond what the study says that the metric can
 * be, or none of a metric that is always finite since it is bounded. Other values that are not finite are
 * left out. Metrics that the study does not have are kept. Pure.
 */
export function validateMetrics(
  declared: readonly Metric[],
  epochs: number,
  { metrics, history }: ReportedMetrics,
): ValidMetrics | string {
  const reason = misnamed(metrics) ?? misnamed(history) ?? wrongLength(history, epochs);
  if (reason !== undefined) return reason;
  let silent = false;
  for (const metric of declared) {
    const values = history[metric.name] ?? new Array<null>(epochs).fill(null);
    for (const [index, value] of [...values, metrics[metric.name]].entries()) {
      const problem = impossible(
        metric,
        value ?? undefined,
        index < epochs ? `of epoch ${index}` : 'at the end',
      );
      if (problem !== undefined) return problem;
      silent ||= !Number.isFinite(value);
    }
  }
  const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
  return { metrics: Object.fromEntries(finite), history, silent };
}

/** Why metrics cannot be called so; undefined where they can. Pure. */
export function misnamed(named: Readonly<Record<string, unknown>>): string | undefined {
  const names = Object.keys(named);
  if (names.length > MOST_METRICS) return `it has ${names.length} metrics, at most ${MOST_METRICS} are taken`;
  const unfit = names.find((name) => !isMetricName(name));
  return unfit === undefined ? undefined : `${shownText(unfit.slice(0, 80))} is no name of a metric`;
}

function wrongLength(history: Report['history'], epochs: number): string | undefined {
  const [name, values] = Object.entries(history).find(([, own]) => own.length !== epochs) ?? [];
  return values && `it has ${name} of ${values.length} epochs, the study has ${epochs}`;
}

function impossible({ name, least, most }: Metric, value: Metrics[string] | undefined, where: string) {
  const known = value !== undefined && !Number.isNaN(value);
  if (least !== undefined && most !== undefined && !(known && value >= least && value <= most))
    return `${name} ${where} must be ${least} to ${most}, found ${value ?? 'nothing'}`;
  if (known && least !== undefined && value < least)
    return `${name} ${where} must be at least ${least}, found ${value}`;
  if (known && most !== undefined && value > most)
    return `${name} ${where} must be at most ${most}, found ${value}`;
  return undefined;
}
