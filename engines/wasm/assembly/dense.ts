import { update } from './optimizer';
import { tile1x1, tile1x8, tile4x4, tile4x8 } from './tile';

/**
 * A dense layer. x: [I][np], w: [I][J] (Keras's layout), b: [J], z: [J][np]; np is a multiple of 8. The batch
 * stands innermost, so that a vector holds four examples and neither weights nor activations are ever
 * transposed.
 */

/** Rows of the weights that are worked on while they are in the first-level cache. */
const FORWARD_BLOCK: i32 = 128;
const BACKWARD_BLOCK: i32 = 16;

/** z = wᵀ · x + b, with relu where `relu`. */
export function denseForward(x: usize, w: usize, b: usize, z: usize, I: i32, J: i32, np: i32, relu: bool): void {
  const row = <usize>(np << 2);
  for (let j = 0; j < J; j++) {
    const bias = v128.load32_splat(b + (j << 2));
    for (let n: usize = 0; n < row; n += 16) v128.store(z + j * row + n, bias);
  }
  const wRow = <usize>(J << 2);
  for (let k = 0; k < I; k += FORWARD_BLOCK) {
    const count = min(FORWARD_BLOCK, I - k);
    let j = 0;
    for (; j + 4 <= J; j += 4) {
      for (let n: usize = 0; n < row; n += 32) {
        tile4x8(w + k * wRow + (j << 2), 4, wRow, x + k * row + n, row, count, z + j * row + n, row, true);
      }
    }
    for (; j < J; j++) {
      for (let n: usize = 0; n < row; n += 32) {
        tile1x8(w + k * wRow + (j << 2), wRow, x + k * row + n, row, count, z + j * row + n, true);
      }
    }
  }
  if (!relu) return;
  const zero = f32x4.splat(0), end = z + J * row;
  for (let p = z; p < end; p += 16) v128.store(p, f32x4.pmax(v128.load(p), zero));
}

/** dzT[n][j] = dz[j][n] for the n examples that are real. */
export function transpose(dz: usize, dzT: usize, J: i32, n: i32, np: i32): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < J; j++) store<f32>(dzT + ((i * J + j) << 2), load<f32>(dz + ((j * np + i) << 2)));
  }
}

/** Rows i0 … i1 − 1 of dx = w · dz. */
// @ts-ignore: decorator
@inline
function inputGradient(w: usize, dz: usize, dx: usize, i0: i32, i1: i32, J: i32, np: i32): void {
  const row = <usize>(np << 2), wRow = <usize>(J << 2);
  let i = i0;
  for (; i + 4 <= i1; i += 4) {
    for (let n: usize = 0; n < row; n += 32) {
      tile4x8(w + i * wRow, wRow, 4, dz + n, row, J, dx + i * row + n, row, false);
    }
  }
  for (; i < i1; i++) {
    for (let n: usize = 0; n < row; n += 32) tile1x8(w + i * wRow, 4, dz + n, row, J, dx + i * row + n, false);
  }
}

/** Rows i0 … i1 − 1 of x · dzT, into g. */
// @ts-ignore: decorator
@inline
function weightGradient(x: usize, dzT: usize, g: usize, i0: i32, i1: i32, J: i32, n: i32, np: i32): void {
  const row = <usize>(np << 2), wRow = <usize>(J << 2);
  let i = i0;
  for (; i + 4 <= i1; i += 4) {
    const a = x + i * row, c = g + (i - i0) * wRow;
    let j = 0;
    for (; j + 8 <= J; j += 8) tile4x8(a, row, 4, dzT + (j << 2), wRow, n, c + (j << 2), wRow, false);
    for (; j + 4 <= J; j += 4) tile4x4(a, row, 4, dzT + (j << 2), wRow, n, c + (j << 2), wRow);
    for (; j < J; j++) {
      for (let m = 0; m < 4; m++) tile1x1(a + m * row, 4, dzT + (j << 2), wRow, n, c + m * wRow + (j << 2));
    }
  }
  for (; i < i1; i++) {
    const a = x + i * row, c = g + (i - i0) * wRow;
    let j = 0;
    for (; j + 8 <= J; j += 8) tile1x8(a, 4, dzT + (j << 2), wRow, n, c + (j << 2), false);
    for (; j < J; j++) tile1x1(a, 4, dzT + (j << 2), wRow, n, c + (j << 2));
  }
}

/**
 * Backward of a dense layer and the update of its kernel, block of rows after block of rows: dx = w · dz with
 * the weights as they were (dx = 0: not wanted), then w's optimizer step with the gradient x · dzᵀ over the n
 * real examples. dzT: [n][J]; g: scratch for 16 rows of w; s1, s2: optimizer state like w.
 */
export function denseBackward(
  x: usize, w: usize, dz: usize, dzT: usize, dx: usize, g: usize, s1: usize, s2: usize,
  I: i32, J: i32, n: i32, np: i32,
): void {
  transpose(dz, dzT, J, n, np);
  for (let i = 0; i < I; i += BACKWARD_BLOCK) {
    const end = min(i + BACKWARD_BLOCK, I);
    if (dx != 0) inputGradient(w, dz, dx, i, end, J, np);
    weightGradient(x, dzT, g, i, end, J, n, np);
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
