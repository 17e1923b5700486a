/** Windows over an image: what a convolution and a pooling have in common. */

/** Two numbers: for rows and for columns. */
export type Pair = readonly [number, number];

export interface Window {
  readonly size: Pair;
  readonly strides: Pair;
  /** Distance of the cells of a window from one another; 1: side by side. */
  readonly dilation: Pair;
  /** Cells around the image: above, below, left, right. */
  readonly padding: readonly [number, number, number, number];
}

/** Rows and columns that a window with its gaps covers. Pure. */
export const reach = ({ size, dilation }: Pick<Window, 'size' | 'dilation'>): Pair => [
  (size[0] - 1) * dilation[0] + 1,
  (size[1] - 1) * dilation[1] + 1,
];

/** How many windows fit into an image, rows and columns; 0 or less where none does. Pure. */
export function windowsIn(window: Window, [height, width]: Pair): Pair {
  const [rows, columns] = reach(window);
  const [top, bottom, left, right] = window.padding;
  return [
    Math.floor((height + top + bottom - rows) / window.strides[0]) + 1,
    Math.floor((width + left + right - columns) / window.strides[1]) + 1,
  ];
}

/**
 * The padding that `valid` and `same` mean for an image, as TensorFlow has them: with `same` there is a
 * window for each stride begun, and an odd cell stands below or right. Pure.
 */
export function paddingOf(
  kind: 'valid' | 'same',
  window: Pick<Window, 'size' | 'strides' | 'dilation'>,
  image: Pair,
): Window['padding'] {
  if (kind === 'valid') return [0, 0, 0, 0];
  const covered = reach(window);
  const [rows, columns] = image.map((size, axis) => {
    const last = (Math.ceil(size / window.strides[axis]!) - 1) * window.strides[axis]!;
    return Math.max(0, last + covered[axis]! - size);
  }) as [number, number];
  const [top, left] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  return [top, rows - top, left, columns - left];
}

/**
 * Calls `visit` for each cell of each window that lies within the image: the window's place in the output,
 * the cell's in the image and in the window, each counted row by row. Pure but for `visit`.
 */
export function eachCell(
  window: Window,
  [height, width]: Pair,
  visit: (place: number, cell: number, tap: number) => void,
): void {
  const [rows, columns] = windowsIn(window, [height, width]);
  const taps = window.size[0] * window.size[1];
  for (let place = 0; place < rows * columns; place++) {
    const top = Math.floor(place / columns) * window.strides[0] - window.padding[0];
    const left = (place % columns) * window.strides[1] - window.padding[2];
    for (let tap = 0; tap < taps; tap++) {
      const row = top + Math.floor(tap / window.size[1]) * window.dilation[0];
      const column = left + (tap % window.size[1]) * window.dilation[1];
      if (row >= 0 && row < height && column >= 0 && column < width) visit(place, row * width + column, tap);
    }
  }
}
