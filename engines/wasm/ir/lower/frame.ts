import { fixed } from '../../../ir/lowering/count.ts';
import { type Buffer, made } from '../buffer.ts';
import type { Bound } from '../instruction.ts';

/** An image with zeros around it; sizes in pixels. */
export interface Frame {
  readonly image: readonly [number, number, number];
  readonly height: number;
  readonly width: number;
  readonly top: number;
  readonly left: number;
  /** Absent: there are no zeros, and the image is read where it stands. */
  readonly room: Buffer | undefined;
}

/** The frame of an image. Pure. */
export function framed(image: readonly [number, number, number], size: Omit<Frame, 'image' | 'room'>): Frame {
  const same = size.height === image[0] && size.width === image[1];
  const room = same ? undefined : made(fixed(size.height * size.width * image[2]));
  return { image, ...size, room };
}

/** What kernels are told of a frame: its address and bytes, and of the image rows, and bytes of each. */
export function frameArguments({ image, height, width, top, left, room }: Frame, at: Bound['at']) {
  const [rows, columns, channels] = image;
  const pixel = channels * 4;
  return [
    ...[room === undefined ? 0 : at(room), height * width * pixel],
    ...[rows, columns * pixel, (top * width + left) * pixel, width * pixel],
  ] as const;
}
