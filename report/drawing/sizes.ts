/**
 * Width of a panel, all margins in: two stand side by side on a desk, one fills a phone, at the same size of
 * type.
 */
export const PANEL_WIDTH = 352;

/** Width of a chart that has the whole column to itself. */
export const COLUMN_WIDTH = 720;

/** Width of a small multiple: four stand side by side on a desk, two on a phone. */
export const SMALL_WIDTH = 172;

const CHARACTER = 7.4;

/** Room in pixels for labels at 12 px type, on the generous side for the usual system fonts. Pure. */
export function labelRoom(labels: readonly string[]): number {
  return Math.ceil(Math.max(0, ...labels.map((label) => label.length)) * CHARACTER) + 10;
}
