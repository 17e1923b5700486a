import { madd } from '../arithmetic';
import { copyInto } from './frame';
import { storeFirst } from './lanes';

/**
 * A convolution that holds channels apart, one filter each, or the gradient of its images: like `convolve`,
 * with one run for each tap and the weights as they are, tap r at `taps[r]` bytes from w.
 */
export function depthwise(
  x: usize, image: usize, n: i32, frame: usize, frameBytes: usize, height: i32, row: usize, inset: usize, frameRow: usize,
  pixels: usize, places: usize, count: i32, runs: usize, taps: usize, tapCount: i32,
  w: usize, channels: i32, y: usize, output: usize,
): void {
  if (frame != 0) memory.fill(frame, 0, frameBytes);
  for (let i = 0; i < n; i++, x += image, y += output) {
    let from = x;
    if (frame != 0) { copyInto(x, height, row, frame + inset, frameRow); from = frame; }
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>(c << 2), own = min(4, channels - c);
      for (let p = 0; p < count; p += 4) {
        fourPlaces(from + at, pixels, places, p, count - 1, runs, taps, tapCount, w + at, y + at, own);
      }
    }
  }
}

/** Four channels of four places; what is read behind the channels comes to nothing. */
// @ts-ignore: decorator
@inline
function fourPlaces(
  from: usize, pixels: usize, places: usize, p: i32, last: i32, runs: usize, taps: usize, tapCount: i32,
  w: usize, y: usize, own: i32,
): void {
  const at0 = <usize>(p << 2), at1 = <usize>(min(p + 1, last) << 2);
  const at2 = <usize>(min(p + 2, last) << 2), at3 = <usize>(min(p + 3, last) << 2);
  const x0 = from + load<usize>(pixels + at0), x1 = from + load<usize>(pixels + at1);
  const x2 = from + load<usize>(pixels + at2), x3 = from + load<usize>(pixels + at3);
  let y0 = f32x4.splat(0), y1 = f32x4.splat(0), y2 = f32x4.splat(0), y3 = f32x4.splat(0);
  for (let tap = 0; tap < tapCount; tap++) {
    const run = load<usize>(runs + (tap << 2)), weight = v128.load(w + load<usize>(taps + (tap << 2)));
    y0 = madd(v128.load(x0 + run), weight, y0);
    y1 = madd(v128.load(x1 + run), weight, y1);
    y2 = madd(v128.load(x2 + run), weight, y2);
    y3 = madd(v128.load(x3 + run), weight, y3);
  }
  storeFirst(y + load<usize>(places + at0), y0, own);
  storeFirst(y + load<usize>(places + at1), y1, own);
  storeFirst(y + load<usize>(places + at2), y2, own);
  storeFirst(y + load<usize>(places + at3), y3, own);
}

/** The gradient of its kernel, [tap][channels]; `pixels` and `runs` as in the convolution itself. */
export function depthwiseKernel(
  x: usize, image: usize, n: i32, frame: usize, frameBytes: usize, height: i32, row: usize, inset: usize, frameRow: usize,
  pixels: usize, count: i32, runs: usize, tapCount: i32, channels: i32, dy: usize, gradient: usize,
): void {
  const pixel = <usize>(channels << 2);
  memory.fill(gradient, 0, tapCount * pixel);
  if (frame != 0) memory.fill(frame, 0, frameBytes);
  for (let i = 0; i < n; i++, x += image, dy += count * pixel) {
    let from = x;
    if (frame != 0) { copyInto(x, height, row, frame + inset, frameRow); from = frame; }
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>(c << 2), own = min(4, channels - c);
      for (let tap = 0; tap < tapCount; tap += 4)
        fourTaps(from + at, pixels, count, runs, tap, tapCount - 1, dy + at, pixel, gradient + at, own);
    }
  }
}

/** What an image gives to four taps of four channels; the last tap stands for those that there are not. */
// @ts-ignore: decorator
@inline
function fourTaps(
  from: usize, pixels: usize, count: i32, runs: usize, tap: i32, last: i32, dy: usize, pixel: usize, gradient: usize, own: i32,
): void {
  const t1 = min(tap + 1, last), t2 = min(tap + 2, last), t3 = min(tap + 3, last);
  const x0 = from + load<usize>(runs + (tap << 2)), x1 = from + load<usize>(runs + (t1 << 2));
  const x2 = from + load<usize>(runs + (t2 << 2)), x3 = from + load<usize>(runs + (t3 << 2));
  const g0 = gradient + tap * pixel, g1 = gradient + t1 * pixel, g2 = gradient + t2 * pixel, g3 = gradient + t3 * pixel;
  let s0 = v128.load(g0), s1 = v128.load(g1), s2 = v128.load(g2), s3 = v128.load(g3);
  for (let p = 0; p < count; p++, dy += pixel) {
    const at = load<usize>(pixels + (p << 2)), d = v128.load(dy);
    s0 = madd(v128.load(x0 + at), d, s0);
    s1 = madd(v128.load(x1 + at), d, s1);
    s2 = madd(v128.load(x2 + at), d, s2);
    s3 = madd(v128.load(x3 + at), d, s3);
  }
  storeFirst(g0, s0, own);
  storeFirst(g1, s1, own);
  storeFirst(g2, s2, own);
  storeFirst(g3, s3, own);
}
