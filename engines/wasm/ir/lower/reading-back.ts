import type { Convolution } from '../../../ir/operations/conv2d.ts';
import { type Frame, framed } from './frame.ts';
import {
  gridOf,
  type ImageShape,
  type KernelShape,
  placesOf,
  type Reading,
  runsOf,
  type Tap,
} from './reading.ts';

/** Places of an image along one axis that the same taps reach, and those taps, the nearest output first. */
interface Phase {
  /** The place, and the output that tap 0 of the phase takes it from. */
  readonly places: readonly { readonly at: number; readonly output: number }[];
  readonly taps: readonly { readonly tap: number; readonly back: number }[];
}

/**
 * The gradient of a convolution's images as convolutions of the outputs' gradient: with strides, places of an
 * image differ in which taps reach them, and each kind of place is one. Pure.
 */
export function readingsBack(
  conv: Convolution,
  kernel: KernelShape,
  image: ImageShape,
  output: ImageShape,
): Reading[] {
  const rows = phasesOf(conv, 0, kernel[0], image[0]);
  const columns = phasesOf(conv, 1, kernel[1], image[1]);
  const [above, below] = reachOf(rows, output[0]);
  const [before, behind] = reachOf(columns, output[1]);
  const frame = framed(output, {
    top: above,
    left: before,
    height: above + output[0] + below,
    width: before + output[1] + behind,
  });
  return rows.flatMap((row) =>
    columns.map((column) => phaseReading(conv, kernel, image, { frame, row, column })),
  );
}

function phaseReading(
  { groups }: Convolution,
  kernel: KernelShape,
  image: ImageShape,
  { frame, row, column }: { readonly frame: Frame; readonly row: Phase; readonly column: Phase },
): Reading {
  const [, width, channels] = image;
  const [, , inner, filters] = kernel;
  const each = filters / groups;
  const { pixels, places } = placesOf(
    row.places.map(({ at, output }) => [output + frame.top, at]),
    column.places.map(({ at, output }) => [output + frame.left, at]),
    { frame, result: width, from: filters, to: channels },
  );
  const shape = [row.taps.length, column.taps.length, inner, filters] as const;
  const taps: Tap[][] =
    column.taps.length === 0 ? [] : gridOf(shape, (r, c) => [-row.taps[r]!.back, -column.taps[c]!.back]);
  const runs = runsOf(taps, frame.width, { channels: filters, length: each, whole: groups === 1 });
  const weights = taps.flat().flatMap((tap) => {
    const number = row.taps[tap.row]!.tap * kernel[1] + column.taps[tap.column]!.tap;
    return Array.from({ length: each }, (_, filter) => (number * inner * filters + filter) * 4);
  });
  return { frame, pixels, places, ...runs, weights: Int32Array.from(weights) };
}

function phasesOf(
  { strides, dilation, padding }: Convolution,
  axis: 0 | 1,
  size: number,
  length: number,
): Phase[] {
  const [stride, apart, before] = [strides[axis], dilation[axis], padding[axis * 2]!];
  const phases = Array.from({ length: stride }, (_, phase): Phase => {
    const places = Array.from({ length }, (_, at) => at)
      .filter((at) => (at + before) % stride === phase)
      .map((at) => ({ at, output: (at + before - phase) / stride }));
    const taps = Array.from({ length: size }, (_, tap) => tap)
      .filter((tap) => (tap * apart) % stride === phase)
      .map((tap) => ({ tap, back: (tap * apart - phase) / stride }))
      .reverse();
    return { places, taps };
  });
  return phases.filter(({ places }) => places.length > 0);
}

/** How many rows (or columns) of zeros the outputs need before and behind them. */
function reachOf(phases: readonly Phase[], outputs: number): [number, number] {
  let [before, behind] = [0, 0];
  for (const { places, taps } of phases)
    for (const { output } of places)
      for (const { back } of taps) {
        before = Math.max(before, back - output);
        behind = Math.max(behind, output - back - outputs + 1);
      }
  return [before, behind];
}
