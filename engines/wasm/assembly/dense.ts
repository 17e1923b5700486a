import { packTurned } from './form/pack';
import { update } from './optimizer';
import { tile1x1, tile1x8, tile4x4, tile4x8, tile4xFew } from './tile';

/**
 * A dense layer. x: [I][np], w: [I][J] (Keras's layout), b: [J], z: [J][np]; np is a multiple of 8. The batch
 * stands innermost, so that a vector holds four examples and neither weights nor activations are ever
 * transposed.
 */

/** Rows of the weights that are worked on while they are in the first-level cache. */
const FORWARD_BLOCK: i32 = 128;
const BACKWARD_BLOCK: i32 = 16;

/** Columns of the weights that are copied side by side: a line of the cache. */
const PANEL: i32 = 16;

/**
 * z = wᵀ · x + b, with relu where `relu`. panel: scratch for 128 · 16 numbers, where columns of w are copied
 * whose rows stand a multiple of 512 bytes apart: they would share a few places of the first-level cache.
 */
export function denseForward(
  x: usize, w: usize, b: usize, z: usize, panel: usize, I: i32, J: i32, np: i32, relu: bool,
): void {
  const row = <usize>(np << 2);
  for (let j = 0; j < J; j++) {
    const bias = v128.load32_splat(b + (j << 2));
    for (let n: usize = 0; n < row; n += 16) v128.store(z + j * row + n, bias);
  }
  const wRow = <usize>(J << 2), apart = (wRow & 511) != 0;
  for (let k = 0; k < I; k += FORWARD_BLOCK) {
    const count = min(FORWARD_BLOCK, I - k), from = w + k * wRow, seen = x + k * row;
    if (apart) columns(seen, from, z, wRow, count, J, np);
    else {
      for (let j = 0; j < J; j += PANEL) {
        copyColumns(from + (j << 2), wRow, count, panel);
        columns(seen, panel, z + j * row, 64, count, PANEL, np);
      }
    }
  }
  if (!relu) return;
  const zero = f32x4.splat(0), end = z + J * row;
  for (let p = z; p < end; p += 16) v128.store(p, f32x4.pmax(v128.load(p), zero));
}

/** Adds to J rows of z what `count` rows of w, `wRow` bytes apart, come to. */
function columns(x: usize, w: usize, z: usize, wRow: usize, count: i32, J: i32, np: i32): void {
  const row = <usize>(np << 2);
  let j = 0;
  for (; j + 4 <= J; j += 4) {
    for (let n: usize = 0; n < row; n += 32) {
      tile4x8(w + (j << 2), 4, wRow, x + n, row, count, z + j * row + n, row, true);
    }
  }
  for (; j < J; j++) {
    for (let n: usize = 0; n < row; n += 32) tile1x8(w + (j << 2), wRow, x + n, row, count, z + j * row + n, true);
  }
}

/** 16 columns of `count` rows, row behind row. */
// @ts-ignore: decorator
@inline
function copyColumns(from: usize, row: usize, count: i32, to: usize): void {
  for (let k = 0; k < count; k++, from += row, to += 64) {
    for (let at: usize = 0; at < 64; at += 16) v128.store(to + at, v128.load(from + at));
  }
}

/** dz turned, in panels of 8 columns with zeros behind the last: [J / 8][n][8], the n real examples. */
export function turnGradient(dz: usize, panels: usize, J: i32, n: i32, np: i32): void {
  const row = <usize>(np << 2);
  for (let j = 0; j < J; j += 8, panels += n << 5) packTurned(dz + j * row, row, n, min(8, J - j), panels);
}

/** Rows i0 … i1 − 1 of dx = w · dz, in blocks of as many rows of dz as stay in the cache. */
// @ts-ignore: decorator
@inline
function inputGradient(w: usize, dz: usize, dx: usize, i0: i32, i1: i32, J: i32, np: i32): void {
  const row = <usize>(np << 2), wRow = <usize>(J << 2);
  for (let j = 0; j < J; j += FORWARD_BLOCK) {
    const count = min(FORWARD_BLOCK, J - j), a = w + (j << 2), b = dz + j * row, add = j > 0;
    let i = i0;
    for (; i + 4 <= i1; i += 4) {
      for (let n: usize = 0; n < row; n += 32) {
        tile4x8(a + i * wRow, wRow, 4, b + n, row, count, dx + i * row + n, row, add);
      }
    }
    for (; i < i1; i++) {
      for (let n: usize = 0; n < row; n += 32) tile1x8(a + i * wRow, 4, b + n, row, count, dx + i * row + n, add);
    }
  }
}

/**
 * Rows i0 … i1 − 1 of x · dzᵀ, into g, as many columns at a time as stay in the cache. Where the last rows
 * are no four, some before them are computed again.
 */
// @ts-ignore: decorator
@inline
function weightGradient(x: usize, panels: usize, g: usize, i0: i32, i1: i32, J: i32, n: i32, np: i32): void {
  const row = <usize>(np << 2), wRow = <usize>(J << 2), panel = <usize>(n << 5);
  for (let from = 0; from < J; from += FORWARD_BLOCK) {
    const to = min(from + FORWARD_BLOCK, J), whole = to & ~7, first = panels + <usize>(from >> 3) * panel;
    let i = i0;
    for (; i < i1 && i1 - i0 >= 4; i += 4) {
      const r = min(i, i1 - 4), a = x + r * row, c = g + (r - i0) * wRow;
      let b = first;
      for (let j = from; j < whole; j += 8, b += panel) tile4x8(a, row, 4, b, 32, n, c + (j << 2), wRow, false);
      if (whole < to) lastColumns(a, row, b, n, c + (whole << 2), wRow, to - whole);
    }
    for (; i < i1; i++) {
      const a = x + i * row, c = g + (i - i0) * wRow;
      let b = first;
      for (let j = from; j < whole; j += 8, b += panel) tile1x8(a, 4, b, 32, n, c + (j << 2), false);
      for (let j = whole; j < to; j++, b += 4) tile1x1(a, 4, b, 32, n, c + (j << 2));
    }
  }
}

/** Four rows of the last columns, 1 to 7 of them. */
function lastColumns(a: usize, row: usize, b: usize, n: i32, c: usize, wRow: usize, columns: i32): void {
  if (columns >= 4) tile4x4(a, row, 4, b, 32, n, c, wRow);
  const done = columns & 4, at = <usize>(done << 2);
  if (columns > done) tile4xFew(a, row, 4, b + at, 32, n, c + at, wRow, columns - done);
}

/**
 * Backward of a dense layer and the update of its kernel, block of rows after block of rows: dx = w · dz with
 * the weights as they were (dx = 0: not wanted), then w's optimizer step with the gradient x · dzᵀ over the n
 * real examples. panels: as `turnGradient` makes them; g: scratch for 16 rows of w; s1, s2: optimizer state
 * like w.
 */
export function denseBackward(
  x: usize, w: usize, dz: usize, panels: usize, dx: usize, g: usize, s1: usize, s2: usize,
  I: i32, J: i32, n: i32, np: i32,
): void {
  turnGradient(dz, panels, J, n, np);
  for (let i = 0; i < I; i += BACKWARD_BLOCK) {
    const end = min(i + BACKWARD_BLOCK, I);
    if (dx != 0) inputGradient(w, dz, dx, i, end, J, np);
    weightGradient(x, panels, g, i, end, J, n, np);
    const at = <usize>((i * J) << 2);
    update(w + at, g, s1 + at, s2 + at, (end - i) * J);
  }
}

/**
 * db[j] = Σ_n dz[j][n]; lanes that are no example hold 0. Used for convolutions too, whose dz is
 * [position][filter][np].
 */
export function biasGradient(dz: usize, db: usize, lanes: usize, positions: i32, J: i32, np: i32): void {
  memory.fill(lanes, 0, J << 4);
  for (let p = 0; p < positions; p++) {
    for (let j = 0; j < J; j++) {
      let sum = v128.load(lanes + (j << 4));
      for (let n = 0; n < np; n += 4) {
        sum = f32x4.add(sum, v128.load(dz));
        dz += 16;
      }
      v128.store(lanes + (j << 4), sum);
    }
  }
  reduceLanes(lanes, db, J);
}

/** out[i] = the sum of the four lanes of vector i. */
export function reduceLanes(lanes: usize, out: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const v = v128.load(lanes + (i << 4));
    store<f32>(out + (i << 2), (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3)));
  }
}
