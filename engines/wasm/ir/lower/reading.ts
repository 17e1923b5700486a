/** Which numbers of an image, and of a kernel, each place of a convolution's result is made of. */
import type { Convolution } from '../../../ir/operations/conv2d.ts';
import { windowOf } from '../../../ir/operations/conv2d.ts';
import { windowsIn } from '../../../ir/window.ts';
import { type Frame, framed } from './frame.ts';

/** [rows, columns, channels / groups, filters] of a kernel. */
export type KernelShape = readonly [number, number, number, number];
export type ImageShape = readonly [number, number, number];

/** Offsets in bytes, as `convolve` in `assembly/form/convolve.ts` takes them. */
export interface Reading {
  readonly frame: Frame;
  /** Where in the frame a place begins to read, and where in the result it stands. */
  readonly pixels: Int32Array;
  readonly places: Int32Array;
  /** What a place reads: runs of `runBytes` each. */
  readonly runs: Int32Array;
  readonly runBytes: number;
  /** For each number that a place reads (of the first group), the row of the kernel that it meets. */
  readonly weights: Int32Array;
}

/** A tap of a kernel, and how far from a place it reads: rows and columns of the frame. */
export interface Tap {
  readonly row: number;
  readonly column: number;
  readonly down: number;
  readonly across: number;
}

/** Of the convolution itself. Pure. */
export function readingOf(conv: Convolution, kernel: KernelShape, image: ImageShape): Reading {
  const [height, width, channels] = image;
  const [top, bottom, left, right] = conv.padding;
  const frame = framed(image, { top, left, height: height + top + bottom, width: width + left + right });
  const [rows, columns] = windowsIn(windowOf(conv, kernel), [height, width]);
  const filters = kernel[3];
  const { pixels, places } = placesOf(
    Array.from({ length: rows }, (_, row) => [row * conv.strides[0], row] as const),
    Array.from({ length: columns }, (_, column) => [column * conv.strides[1], column] as const),
    { frame, result: columns, from: channels, to: filters },
  );
  const taps = gridOf(kernel, (row, column) => [row * conv.dilation[0], column * conv.dilation[1]]);
  const inner = kernel[2];
  const weights = taps.flat().flatMap(({ row, column }) => {
    const first = (row * kernel[1] + column) * inner;
    return Array.from({ length: inner }, (_, channel) => (first + channel) * filters * 4);
  });
  const runs = runsOf(taps, frame.width, { channels, length: inner, whole: conv.groups === 1 });
  return { frame, pixels, places, ...runs, weights: Int32Array.from(weights) };
}

/** Every tap, row by row. */
export function gridOf(
  [rows, columns]: KernelShape,
  at: (row: number, column: number) => readonly [number, number],
): Tap[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const [down, across] = at(row, column);
      return { row, column, down, across };
    }),
  );
}

/** Every pair of a row and a column, each with where it reads and where it stands. */
export function placesOf(
  rows: readonly (readonly [number, number])[],
  columns: readonly (readonly [number, number])[],
  sizes: { readonly frame: Frame; readonly result: number; readonly from: number; readonly to: number },
): Pick<Reading, 'pixels' | 'places'> {
  const { frame, result, from, to } = sizes;
  const each = (at: (row: readonly [number, number], column: readonly [number, number]) => number) =>
    Int32Array.from(rows.flatMap((row) => columns.map((column) => at(row, column) * 4)));
  return {
    pixels: each(([row], [column]) => (row * frame.width + column) * from),
    places: each(([, row], [, column]) => (row * result + column) * to),
  };
}

/**
 * The runs of taps that read `length` numbers each: taps side by side that read all channels of pixels side
 * by side are one run. Pure.
 */
export function runsOf(
  taps: readonly (readonly Tap[])[],
  width: number,
  {
    channels,
    length,
    whole,
  }: { readonly channels: number; readonly length: number; readonly whole: boolean },
): Pick<Reading, 'runs' | 'runBytes'> {
  const offset = ({ down, across }: Tap) => (down * width + across) * channels * 4;
  const beside = taps.every((row) => row.every((tap, at) => tap.across === row[0]!.across + at));
  if (whole && beside && taps.length > 0)
    return {
      runs: Int32Array.from(taps.map((row) => offset(row[0]!))),
      runBytes: taps[0]!.length * length * 4,
    };
  return { runs: Int32Array.from(taps.flat().map(offset)), runBytes: length * 4 };
}
