import type { Change, Pixels, Size } from './augmentation.ts';

/** Turns an image about its middle by at most so many degrees; values are bilinear, and 0 outside. */
export function rotation(size: Size, { degrees }: { readonly degrees: number }): Change {
  return (image, random, room) => {
    const angle = ((2 * random.uniform() - 1) * degrees * Math.PI) / 180;
    room.set(image);
    turn(room, image, size, Math.sin(angle), Math.cos(angle));
  };
}

/** Writes `from`, turned, into `image`. */
function turn(from: Pixels, image: Pixels, size: Size, sine: number, cosine: number): void {
  const { height, width, channels } = size;
  const middleRow = (height - 1) / 2;
  const middleColumn = (width - 1) / 2;
  // Bytes are rounded down when they are written.
  const rounding = image instanceof Uint8Array ? 0.5 : 0;
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const y = row - middleRow;
      const x = column - middleColumn;
      const sourceRow = middleRow + cosine * y - sine * x;
      const sourceColumn = middleColumn + sine * y + cosine * x;
      for (let channel = 0; channel < channels; channel++, at++)
        image[at] = between(from, size, sourceRow, sourceColumn, channel) + rounding;
    }
  }
}

/** The value between four pixels, weighted by their nearness; what lies outside is 0. */
function between(from: Pixels, size: Size, row: number, column: number, channel: number): number {
  const { height, width, channels } = size;
  const top = Math.floor(row);
  const left = Math.floor(column);
  const down = row - top;
  const right = column - left;
  const first = (top * width + left) * channels + channel;
  const below = first + width * channels;
  const leftIn = left >= 0 && left < width;
  const rightIn = left >= -1 && left < width - 1;
  let value = 0;
  if (top >= 0 && top < height) {
    if (leftIn) value += from[first]! * (1 - down) * (1 - right);
    if (rightIn) value += from[first + channels]! * (1 - down) * right;
  }
  if (top >= -1 && top < height - 1) {
    if (leftIn) value += from[below]! * down * (1 - right);
    if (rightIn) value += from[below + channels]! * down * right;
  }
  return value;
}
