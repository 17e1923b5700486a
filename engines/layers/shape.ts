import type { Layer } from '../network.ts';

/** The shape of one example: [height, width, channels] or [features]. */
export type Shape = readonly number[];

/** A layer where it stands in a model: with the shapes of one example before and behind it. */
export interface Placed<L extends Layer = Layer> {
  readonly layer: L;
  readonly input: Shape;
  readonly output: Shape;
}

/** Values in a shape. Pure. */
export const volume = (shape: Shape): number => shape.reduce((total, size) => total * size, 1);

/** An image's height, width and channels, or a sentence on why a shape is none. Pure. */
export function imageShape(kind: string, input: Shape): readonly [number, number, number] | string {
  const [height, width, channels] = input;
  if (height === undefined || width === undefined || channels === undefined)
    return `${kind} needs images [height, width, channels], and gets [${input}]`;
  return [height, width, channels];
}
