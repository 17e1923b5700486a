import { copyInto } from './frame';
import { tileRows } from './tile-rows';

/**
 * A convolution, or the gradient of its images, as products of gathered rows (`convolution.ts` makes the
 * tables). For every image: it is copied into a frame of zeros (frame = 0: it is read where it stands); then
 * each output place p, at `places[p]` bytes, is the sum over the runs of numbers at `pixels[p] + runs[r]`
 * bytes of the frame, times the packed weights. `packed`: [group][panel][k][8].
 */
export function convolve(
  x: usize, image: usize, n: i32, frame: usize, frameBytes: usize, height: i32, row: usize, inset: usize, frameRow: usize,
  pixels: usize, places: usize, count: i32, runs: usize, runCount: i32, runBytes: usize,
  packed: usize, groups: i32, groupBytes: usize, columns: i32, y: usize, output: usize,
): void {
  const panel = <usize>runCount * (runBytes << 3);
  if (frame != 0) memory.fill(frame, 0, frameBytes);
  for (let i = 0; i < n; i++, x += image, y += output) {
    let from = x;
    if (frame != 0) { copyInto(x, height, row, frame + inset, frameRow); from = frame; }
    let weights = packed;
    for (let group = 0; group < groups; group++) {
      const a = from + group * groupBytes, c = y + <usize>((group * columns) << 2);
      for (let j = 0; j < columns; j += 8, weights += panel)
        convolvePanel(a, pixels, places, count, runs, runCount, runBytes, weights, c + <usize>(j << 2), min(8, columns - j));
    }
  }
}

/** Eight filters over all places of an image. */
function convolvePanel(
  a: usize, pixels: usize, places: usize, count: i32, runs: usize, runCount: i32, runBytes: usize,
  weights: usize, c: usize, columns: i32,
): void {
  const last = count - 1;
  for (let p = 0; p < count; p += 4) {
    const at0 = <usize>(p << 2), at1 = <usize>(min(p + 1, last) << 2);
    const at2 = <usize>(min(p + 2, last) << 2), at3 = <usize>(min(p + 3, last) << 2);
    tileRows(
      a + load<usize>(pixels + at0), a + load<usize>(pixels + at1), a + load<usize>(pixels + at2), a + load<usize>(pixels + at3),
      runs, runCount, runBytes, weights,
      c + load<usize>(places + at0), c + load<usize>(places + at1), c + load<usize>(places + at2), c + load<usize>(places + at3),
      columns,
    );
  }
}
