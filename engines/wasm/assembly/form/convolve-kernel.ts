import { copyInto } from './frame';
import { tileColumns } from './tile-columns';

/**
 * The gradient of a convolution's kernel, [tap][inner][filters], over n images: for each block of `block`
 * rows of places, which stays in the first-level cache, every tile of the kernel takes what the block gives.
 * `rows`: bytes into the frame at which each row of places begins; `across`: bytes from a place to the next;
 * `taps`: bytes from a place to what a tap (of `tapLength` channels, or a row of the kernel's taps) reads.
 */
export function convolveKernel(
  x: usize, image: usize, n: i32, frame: usize, frameBytes: usize, height: i32, row: usize, inset: usize, frameRow: usize,
  rows: usize, rowCount: i32, block: i32, steps: i32, across: usize, taps: usize, tapCount: i32, tapLength: i32,
  groups: i32, groupBytes: usize, each: i32, dy: usize, gradient: usize,
): void {
  const pixel = <usize>((groups * each) << 2);
  memory.fill(gradient, 0, <usize>tapCount * tapLength * pixel);
  if (frame != 0) memory.fill(frame, 0, frameBytes);
  for (let i = 0; i < n; i++, x += image) {
    let from = x;
    if (frame != 0) { copyInto(x, height, row, frame + inset, frameRow); from = frame; }
    for (let first = 0; first < rowCount; first += block) {
      const own = min(block, rowCount - first);
      for (let group = 0; group < groups; group++) {
        const at = <usize>((group * each) << 2);
        blockGradient(
          from + group * groupBytes, rows + (first << 2), own, steps, across, taps, tapCount, tapLength,
          dy + at, pixel, gradient + at, each,
        );
      }
      dy += <usize>own * steps * pixel;
    }
  }
}

function blockGradient(
  a: usize, rows: usize, count: i32, steps: i32, across: usize, taps: usize, tapCount: i32, tapLength: i32,
  dy: usize, pixel: usize, gradient: usize, each: i32,
): void {
  for (let tap = 0; tap < tapCount; tap++) {
    const from = a + load<usize>(taps + (tap << 2));
    for (let k = 0; k < tapLength; k += 4) {
      const own = min(4, tapLength - k);
      for (let j = 0; j < each; j += 8) {
        const at = <usize>(j << 2);
        tileColumns(from + (k << 2), rows, count, steps, across, dy + at, pixel, gradient + k * pixel + at, pixel, own, min(8, each - j), true);
      }
    }
    gradient += tapLength * pixel;
  }
}
