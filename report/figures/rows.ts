import { labelRoom } from '../drawing/sizes.ts';
import type { Group } from '../groups.ts';

/** One line for each arm, top to bottom: what the strip plots and the means share. */
export const ROW_HEIGHT = 34;

/**
 * Height of a panel of lines beside a panel of `beside` lines: the same, as long as the lines do not drift
 * apart. Pure.
 */
export function rowsHeight(lines: number, beside: number = lines): number {
  return Math.min(beside * ROW_HEIGHT, lines * ROW_HEIGHT * 1.8);
}

/** The vertical position of an arm's line. Keys, never labels, stand in the chart's grammar. Pure. */
export function rowPosition(groups: readonly Group[]): object {
  return {
    field: 'key',
    type: 'nominal',
    axis: null,
    scale: { domain: groups.map(({ key }) => key), paddingInner: 0, paddingOuter: 0 },
  };
}

/** The arms' names at the left of their lines. Pure. */
export function rowLabels(groups: readonly Group[], y: object): object {
  return {
    data: { values: groups.map(({ key, short }) => ({ key, short })) },
    mark: { type: 'text', align: 'right', baseline: 'middle', dx: -8 },
    encoding: { y, x: { value: 0 }, text: { field: 'short' } },
  };
}

/** What the names are whole. Pure. */
export function wholeLabels(groups: readonly Group[]): ReadonlyMap<string, string> {
  return new Map(groups.map(({ short, label }) => [short, label]));
}

/** The margins of a panel of lines, with room for the names. Pure. */
export function rowMargin(
  groups: readonly Group[],
  right = 22,
): {
  top: number;
  right: number;
  bottom: number;
  left: number;
} {
  return { top: 6, right, bottom: 44, left: labelRoom(groups.map(({ short }) => short)) };
}
