import { madd } from '../arithmetic';
import { storeFirst } from './lanes';

/** Rows whose sums are taken in single precision, before they go to those in double. */
const BLOCK: i32 = 64;

/**
 * Mean and variance (divided by the number of rows) of each column of x [rows][channels]. Sums are taken of
 * distances from the first row, so that values far from 0 lose nothing. scratch: 4 numbers for each column,
 * and 16 more.
 */
export function moments(x: usize, rows: i32, channels: i32, mean: usize, variance: usize, scratch: usize): void {
  const pixel = <usize>(channels << 2), padded = (channels + 3) & ~3;
  const squares = scratch + <usize>(padded << 3);
  memory.fill(scratch, 0, <usize>(padded << 4));
  for (let first = 0; first < rows; first += BLOCK) {
    const from = x + <usize>first * pixel, count = min(BLOCK, rows - first);
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>(c << 2), shift = v128.load(x + at);
      let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0;
      let p = from + at, r = 0;
      for (; r + 4 <= count; r += 4) {
        let d = f32x4.sub(v128.load(p), shift); p += pixel; s0 = f32x4.add(s0, d); q0 = madd(d, d, q0);
        d = f32x4.sub(v128.load(p), shift); p += pixel; s1 = f32x4.add(s1, d); q1 = madd(d, d, q1);
        d = f32x4.sub(v128.load(p), shift); p += pixel; s2 = f32x4.add(s2, d); q2 = madd(d, d, q2);
        d = f32x4.sub(v128.load(p), shift); p += pixel; s3 = f32x4.add(s3, d); q3 = madd(d, d, q3);
      }
      for (; r < count; r++, p += pixel) {
        const d = f32x4.sub(v128.load(p), shift);
        s0 = f32x4.add(s0, d);
        q0 = madd(d, d, q0);
      }
      addDouble(scratch + <usize>(c << 3), f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
      addDouble(squares + <usize>(c << 3), f32x4.add(f32x4.add(q0, q1), f32x4.add(q2, q3)));
    }
  }
  for (let c = 0; c < channels; c++) {
    const off = load<f64>(scratch + (c << 3)) / <f64>rows;
    store<f32>(mean + (c << 2), <f32>(<f64>load<f32>(x + (c << 2)) + off));
    store<f32>(variance + (c << 2), <f32>max<f64>(0, load<f64>(squares + (c << 3)) / <f64>rows - off * off));
  }
}

/**
 * Sums over the rows of dy, and of dy · (x − mean): what the gradient of a normalisation is made of. scratch
 * as above.
 */
export function normalSums(
  x: usize, mean: usize, dy: usize, rows: i32, channels: i32, sums: usize, products: usize, scratch: usize,
): void {
  const pixel = <usize>(channels << 2), padded = (channels + 3) & ~3;
  const second = scratch + <usize>(padded << 3);
  memory.fill(scratch, 0, <usize>(padded << 4));
  for (let first = 0; first < rows; first += BLOCK) {
    const start = <usize>first * pixel, count = min(BLOCK, rows - first);
    for (let c = 0; c < channels; c += 4) {
      const at = start + <usize>(c << 2), shift = v128.load(mean + <usize>(c << 2));
      let s0 = f32x4.splat(0), s1 = s0, q0 = s0, q1 = s0;
      let p = x + at, d = dy + at, r = 0;
      for (; r + 2 <= count; r += 2) {
        let g = v128.load(d); s0 = f32x4.add(s0, g); q0 = madd(g, f32x4.sub(v128.load(p), shift), q0);
        p += pixel; d += pixel;
        g = v128.load(d); s1 = f32x4.add(s1, g); q1 = madd(g, f32x4.sub(v128.load(p), shift), q1);
        p += pixel; d += pixel;
      }
      if (r < count) {
        const g = v128.load(d);
        s0 = f32x4.add(s0, g);
        q0 = madd(g, f32x4.sub(v128.load(p), shift), q0);
      }
      addDouble(scratch + <usize>(c << 3), f32x4.add(s0, s1));
      addDouble(second + <usize>(c << 3), f32x4.add(q0, q1));
    }
  }
  roundDoubles(scratch, sums, channels);
  roundDoubles(second, products, channels);
}

/** Adds four numbers to four in double precision. */
// @ts-ignore: decorator
@inline
export function addDouble(to: usize, v: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(v)));
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 0))), 16);
}

/** Numbers in double precision, to single. */
export function roundDoubles(from: usize, to: usize, count: i32): void {
  for (let c = 0; c < count; c += 4) {
    const at = from + <usize>(c << 3);
    const low = f32x4.demote_f64x2_zero(v128.load(at)), high = f32x4.demote_f64x2_zero(v128.load(at, 16));
    storeFirst(to + <usize>(c << 2), v128.shuffle<i64>(low, high, 0, 2), count - c);
  }
}
