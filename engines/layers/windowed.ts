/** What the settings of a convolution or pooling come to on an image. */
import { type Pair, paddingOf, reach, type Window, windowsIn } from '../ir/window.ts';
import { asPair, type NumberOrPair, pairText } from './pair.ts';
import { imageShape, type Shape } from './shape.ts';

/** Settings as a layer has them; strides and dilation are 1 where they are absent. */
export interface WindowSettings {
  readonly size: NumberOrPair;
  readonly strides?: NumberOrPair | undefined;
  readonly dilation?: NumberOrPair | undefined;
  readonly padding: 'valid' | 'same';
}

/** The windows over an image, padding worked out. Pure. */
export function windowOf(settings: WindowSettings, image: Shape): Window {
  const size = asPair(settings.size);
  const window = { size, strides: asPair(settings.strides ?? 1), dilation: asPair(settings.dilation ?? 1) };
  return { ...window, padding: paddingOf(settings.padding, window, image as unknown as Pair) };
}

/**
 * Rows and columns behind a layer, or a sentence on why it does not fit. `noun`: what the layer has, "a
 * kernel", "a pool". Pure.
 */
export function windowedShape(
  kind: string,
  noun: string,
  settings: WindowSettings,
  input: Shape,
): Pair | string {
  const image = imageShape(kind, input);
  if (typeof image === 'string') return image;
  const [height, width] = image;
  const window = windowOf(settings, image);
  if (Math.max(...window.dilation) > 1 && Math.max(...window.strides) > 1)
    return `${kind} has strides ${pairText(settings.strides!)} and dilation ${pairText(settings.dilation!)}: one of them must be 1`;
  const covered = reach(window);
  const [rows, columns] = windowsIn(window, [height, width]);
  if (rows < 1 || columns < 1)
    return `${noun} of ${pairText(covered[0] === covered[1] ? covered[0] : covered)} does not fit into ${height} × ${width}`;
  const stride = window.strides.findIndex((each, axis) => each > image[axis]!);
  if (stride >= 0)
    return `strides of ${pairText(settings.strides ?? settings.size)} are more than an image of ${height} × ${width} has`;
  return [rows, columns];
}
