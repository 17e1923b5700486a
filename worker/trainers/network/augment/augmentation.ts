import type { RandomStream } from '../randomness.ts';

/** Values of an image, row by row, the channels of a pixel side by side. */
export type Pixels = Uint8Array | Float32Array;

/** The size of all images of a dataset. */
export interface Size {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Changes one image, in place. It draws as many numbers for each image as for any other, so that the next
 * image's do not depend on this one's. `room` is as large as the image, and holds nothing.
 */
export type Change = (image: Pixels, random: RandomStream, room: Pixels) => void;
