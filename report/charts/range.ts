import type { Group } from '../groups.ts';

/** An interval of an axis. */
export type Range = readonly [low: number, high: number];

/** The whole scale of accuracies, 0 … 1. */
export const FULL: Range = [0, 1];

/**
 * The smallest range that holds all values, with a tenth of it as room on both sides; within `bounds`. Pure.
 */
export function rangeOf(values: readonly number[], bounds: Range = FULL, least = 0.004): Range {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = Math.max((high - low) * 0.1, (least - (high - low)) / 2);
  return [Math.max(bounds[0], low - room), Math.min(bounds[1], high + room)];
}

/**
 * What a second, magnified panel shows: the arms all of whose trials learned, where they lie so close
 * together that the full scale hides their differences (less than a quarter of it). Null when the full scale
 * is enough. Pure.
 */
export function zoomOf(groups: readonly Group[]): { groups: readonly Group[]; range: Range } | null {
  const learners = groups.filter(({ fate }) => fate === 'learned');
  if (learners.length === 0) return null;
  const spread = learners.flatMap(({ mean, stddev, completed }) => [
    ...completed.map(({ value }) => value),
    mean! - (stddev ?? 0),
    mean! + (stddev ?? 0),
  ]);
  const range = rangeOf(spread);
  return range[1] - range[0] < 0.25 ? { groups: learners, range } : null;
}

/**
 * d3's number format for ticks of an accuracy axis of this extent: as many decimals as its ticks need. Pure.
 */
export function tickFormat([low, high]: Range): string {
  const step = (high - low) / 5;
  return step >= 0.01 ? '.0%' : step >= 0.001 ? '.1%' : '.2%';
}
