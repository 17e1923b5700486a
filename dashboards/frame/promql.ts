/**
 * The few forms that every expression of the dashboards is put together from. A metric is chosen by job. What
 * a coordinator tells of a run has the run's id as a label, since it may serve several; what a process tells
 * of itself belongs to a run through `fanout_run_info` of the same process. All pure.
 */

/** The processes of the chosen runs: 1 for each. */
export const RUN = 'fanout_run_info{job=~"$job", run=~"$run"}';

/** A metric of the chosen jobs. `matchers`: further ones, as in PromQL. */
export function ofJob(metric: string, matchers = ''): string {
  return `${metric}{job=~"$job"${matchers === '' ? '' : `, ${matchers}`}}`;
}

/** What a process tells of itself, whichever run it works for. */
const OF_PROCESSES = /^fanout_(worker|workers|process)(_|$)/;

/** An expression that still has the labels job and instance, of the processes of the chosen runs alone. */
export function inRun(expression: string): string {
  return `(${expression} and on (job, instance) ${RUN})`;
}

/** A metric of the chosen runs, or of their processes. */
export function ofRun(metric: string, matchers = ''): string {
  return chosen(metric, matchers, (selected) => selected);
}

/** A counter of the chosen runs, a second. */
export function rateOf(counter: string, matchers = ''): string {
  return chosen(counter, matchers, (selected) => `rate(${selected}[$__rate_interval])`);
}

/** How much a counter of the chosen runs grew from one point of a graph to the next. */
export function increaseOf(counter: string, matchers = ''): string {
  return chosen(counter, matchers, (selected) => `increase(${selected}[$__rate_interval])`);
}

function chosen(metric: string, matchers: string, how: (selected: string) => string): string {
  if (OF_PROCESSES.test(metric)) return inRun(how(ofJob(metric, matchers)));
  return how(ofJob(metric, ['run=~"$run"', ...(matchers === '' ? [] : [matchers])].join(', ')));
}

/** `sum by (a, b) (expression)`; without labels `sum (expression)`. */
export function sumBy(labels: readonly string[], expression: string): string {
  return aggregate('sum', labels, expression);
}

/**
 * `max by (a, b) (expression)`; it makes one series of the same figure scraped twice, or read by two
 * processes in turn.
 */
export function maxBy(labels: readonly string[], expression: string): string {
  return aggregate('max', labels, expression);
}

/**
 * A quantile of a histogram of the chosen runs over the time between two points of a graph. `metric` without
 * `_bucket`; `labels` are kept.
 */
export function quantileOf(quantile: number, metric: string, labels: readonly string[] = []): string {
  const buckets = sumBy(['le', ...labels], rateOf(`${metric}_bucket`));
  return `histogram_quantile(${quantile}, ${buckets})`;
}

/**
 * Mean of what a histogram of the chosen runs observed between two points of a graph. `metric` without
 * `_sum`.
 */
export function meanOf(metric: string): string {
  return `${sumBy([], rateOf(`${metric}_sum`))} / ${sumBy([], rateOf(`${metric}_count`))}`;
}

/**
 * The last figure that the chosen run showed in the time range: it stays in sight when the run is over and
 * its process gone.
 */
export function latest(labels: readonly string[], metric: string, matchers = ''): string {
  return lastKnown(maxBy(labels, ofRun(metric, matchers)));
}

/** The last value that an expression had in the time range. */
export function lastKnown(expression: string): string {
  return `last_over_time((${expression})[$__range:$__interval])`;
}

function aggregate(operator: string, labels: readonly string[], expression: string): string {
  const by = labels.length === 0 ? '' : ` by (${labels.join(', ')})`;
  return `${operator}${by} (${expression})`;
}
