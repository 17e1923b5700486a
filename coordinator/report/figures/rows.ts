import { labelRoom } from '../charts/sizes.ts';
import type { Group } from '../groups.ts';

/** One line for each initializer, top to bottom: what the strip plots and the means share. */
export const ROW_HEIGHT = 34;

/** The vertical position of an initializer's line. Keys, never labels, stand in the chart's grammar. Pure. */
export function rowPosition(groups: readonly Group[]): object {
  return {
    field: 'key',
    type: 'nominal',
    axis: null,
    scale: { domain: groups.map(({ key }) => key), paddingInner: 0, paddingOuter: 0 },
  };
}

/** The initializers' names at the left of their lines. Pure. */
export function rowLabels(groups: readonly Group[], y: object): object {
  return {
    data: { values: groups.map(({ key, short }) => ({ key, short })) },
    mark: { type: 'text', align: 'right', baseline: 'middle', dx: -10, fontSize: 12.5 },
    encoding: { y, x: { value: 0 }, text: { field: 'short' } },
  };
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
