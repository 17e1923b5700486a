import type { Metric } from '../../proto/metrics.ts';
import type { Group } from '../groups.ts';

/** An interval of an axis. */
export type Range = readonly [low: number, high: number];

/** The whole scale of shares, 0 … 1. */
export const FULL: Range = [0, 1];

/** What a metric can be, so far as it is bounded. Pure. */
export function boundsOf({ least, most }: Pick<Metric, 'least' | 'most'>): Range {
  return [least ?? Number.NEGATIVE_INFINITY, most ?? Number.POSITIVE_INFINITY];
}

/**
 * The smallest range that holds all values, with a tenth of it as room on both sides; within `bounds`.
 * `least`: the least extent. Pure.
 */
export function rangeOf(values: readonly number[], bounds: Range = FULL, least = 0.004): Range {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = Math.max((high - low) * 0.1, (least - (high - low)) / 2);
  return [Math.max(bounds[0], low - room), Math.min(bounds[1], high + room)];
}

/** All values of some groups, and where the bands of a standard deviation about their means end. Pure. */
export function extentOf(groups: readonly Group[]): number[] {
  return groups.flatMap(({ mean, stddev, completed }) => [
    ...completed.map(({ value }) => value),
    ...(mean === null ? [] : [mean - (stddev ?? 0), mean + (stddev ?? 0)]),
  ]);
}

/**
 * The whole scale of what the groups are compared by: 0 to 1 of a share; of another metric all its values,
 * from its least one on where there is such. Pure.
 */
export function wholeScale(groups: readonly Group[]): Range {
  const { objective } = groups[0] ?? {};
  if (!objective || objective.scale === 'share') return FULL;
  const values = extentOf(groups);
  if (values.length === 0) return FULL;
  const [low, high] = rangeOf(values, boundsOf(objective), leastExtent(values));
  return [objective.least ?? low, high];
}

/** An axis of equal values must have an extent. */
function leastExtent(values: readonly number[]): number {
  return Math.max(1e-6, ...values.map((value) => Math.abs(value) * 0.01));
}

/**
 * What a second, magnified panel shows: the arms all of whose trials learned, where they lie so close
 * together that the whole scale hides their differences (less than a quarter of it). Null when the whole
 * scale is enough. Pure.
 */
export function zoomOf(groups: readonly Group[]): { groups: readonly Group[]; range: Range } | null {
  const learners = groups.filter(({ fate }) => fate === 'learned');
  const [first] = learners;
  if (!first) return null;
  const values = extentOf(learners);
  const share = first.objective.scale === 'share';
  const range = rangeOf(values, boundsOf(first.objective), share ? 0.004 : leastExtent(values));
  const whole = wholeScale(groups);
  return range[1] - range[0] < 0.25 * (whole[1] - whole[0]) ? { groups: learners, range } : null;
}

/**
 * d3's number format for ticks of an axis of this extent: of shares per cent with as many decimals as the
 * ticks need, of others the figure. Pure.
 */
export function tickFormat([low, high]: Range, scale: Metric['scale'] = 'share'): string {
  if (scale === 'plain') return '~g';
  const step = (high - low) / 5;
  return step >= 0.01 ? '.0%' : step >= 0.001 ? '.1%' : '.2%';
}
