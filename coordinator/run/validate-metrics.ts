import { isMetricName, type Metric, type Metrics, MOST_METRICS } from '../../proto/metrics.ts';
import { shownText } from '../../proto/shown-text.ts';

/** The metrics of a trial as a worker reported them: after each epoch, and at its end. */
export interface ReportedMetrics {
  readonly epochs: readonly Metrics[];
  readonly metrics: Metrics;
}

/** What can be kept of them, and whether a metric that the study has is not finite somewhere. */
export interface ValidMetrics extends ReportedMetrics {
  readonly silent: boolean;
}

/**
 * The metrics of a trial, or the reason why they cannot be true: not one set for each epoch, a name that none can have, too many names, a
 * value beyond what the study says that the metric can be, or none of a metric that is always finite since it is bounded. Other
 * values that are not finite are left out. Metrics that the study does not have are kept. Pure.
 */
export function validateMetrics(
  declared: readonly Metric[],
  expected: number,
  { epochs, metrics }: ReportedMetrics,
): ValidMetrics | string {
  if (epochs.length !== expected)
    return `it has metrics of ${epochs.length} epochs, the study has ${expected}`;
  const kept: Metrics[] = [];
  for (const [index, reported] of [...epochs, metrics].entries()) {
    const where = index < expected ? `of epoch ${index}` : 'at the end';
    const result = validSet(declared, reported, where);
    if (typeof result === 'string') return result;
    kept.push(result);
  }
  const silent = kept.some((own) => declared.some(({ name }) => own[name] === undefined));
  return { epochs: kept.slice(0, -1), metrics: kept.at(-1)!, silent };
}

function validSet(declared: readonly Metric[], reported: Metrics, where: string): Metrics | string {
  const names = Object.keys(reported);
  if (names.length > MOST_METRICS)
    return `it has ${names.length} metrics ${where}, at most ${MOST_METRICS} are taken`;
  const unfit = names.find((name) => !isMetricName(name));
  if (unfit !== undefined) return `${shownText(unfit.slice(0, 80))} is no name of a metric`;
  for (const metric of declared) {
    const reason = impossible(metric, reported[metric.name], where);
    if (reason !== undefined) return reason;
  }
  return Object.fromEntries(Object.entries(reported).filter(([, value]) => Number.isFinite(value)));
}

function impossible({ name, least, most }: Metric, value: number | undefined, where: string) {
  if (least !== undefined && most !== undefined && !(value !== undefined && value >= least && value <= most))
    return `${name} ${where} must be ${least} to ${most}, found ${value ?? 'nothing'}`;
  if (least !== undefined && (value ?? least) < least)
    return `${name} ${where} must be at least ${least}, found ${value}`;
  if (most !== undefined && (value ?? most) > most)
    return `${name} ${where} must be at most ${most}, found ${value}`;
  return undefined;
}
