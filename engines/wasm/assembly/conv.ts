import { madd } from './arithmetic';
import { reduceLanes } from './dense';

/**
 * Convolution with stride 1 over a frame that already holds the padding. x: [..][Wp][C][np], w:
 * [KH][KW][C][F] (Keras's layout), y: [OH][OW][F][np]; np is a multiple of 8. For one output position and one
 * row of the filter the KW·C inputs lie one behind the other, so each row is a matrix product of its own and
 * nothing is copied out. Where the last filters are no four, some before them are computed again.
 */
export function convForward(
  x: usize, w: usize, b: usize, y: usize,
  OH: i32, OW: i32, Wp: i32, C: i32, K: i32, F: i32, np: i32, relu: bool,
): void {
  const row = <usize>(np << 2), run = K * C, down = <usize>(Wp * C) * row;
  const zero = f32x4.splat(0);
  for (let oh = 0; oh < OH; oh++) {
    for (let ow = 0; ow < OW; ow++) {
      const out = y + <usize>((oh * OW + ow) * F) * row, seen = x + <usize>((oh * Wp + ow) * C) * row;
      for (let from = 0; from < F; from += 4) {
        const f = F < 4 ? from : min(from, F - 4), bias = b != 0 ? b + (f << 2) : 0;
        for (let n: usize = 0; n < row; n += 32) {
          if (F >= 4) taps4x8(w + (f << 2), F, seen + n, row, run, K, down, bias, out + f * row + n);
          else for (let o = 0; o < F; o++) taps1x8(w + (o << 2), F, seen + n, row, run, K, down, b != 0 ? b + (o << 2) : 0, out + o * row + n);
        }
      }
      if (relu) {
        for (let p = out; p < out + F * row; p += 16) v128.store(p, f32x4.pmax(v128.load(p), zero));
      }
    }
  }
}

/** y[0..3][0..7] = bias + Σ over K rows of `run` taps, row after row. */
// @ts-ignore: decorator
@inline
function taps4x8(
  w: usize, F: i32, x: usize, row: usize, run: i32, K: i32, down: usize, b: usize, y: usize,
): void {
  const wRow = <usize>(F << 2), length = <usize>run * row;
  let c00 = f32x4.splat(0), c10 = c00, c20 = c00, c30 = c00;
  if (b != 0) {
    c00 = v128.load32_splat(b); c10 = v128.load32_splat(b, 4);
    c20 = v128.load32_splat(b, 8); c30 = v128.load32_splat(b, 12);
  }
  let c01 = c00, c11 = c10, c21 = c20, c31 = c30;
  for (let k = 0; k < K; k++, x += down) {
    for (let p = x, end = x + length; p < end; p += row, w += wRow) {
      const x0 = v128.load(p), x1 = v128.load(p, 16);
      let s = v128.load32_splat(w);
      c00 = madd(s, x0, c00); c01 = madd(s, x1, c01);
      s = v128.load32_splat(w, 4);
      c10 = madd(s, x0, c10); c11 = madd(s, x1, c11);
      s = v128.load32_splat(w, 8);
      c20 = madd(s, x0, c20); c21 = madd(s, x1, c21);
      s = v128.load32_splat(w, 12);
      c30 = madd(s, x0, c30); c31 = madd(s, x1, c31);
    }
  }
  v128.store(y, c00); v128.store(y, c01, 16);
  v128.store(y + row, c10); v128.store(y + row, c11, 16);
  v128.store(y + 2 * row, c20); v128.store(y + 2 * row, c21, 16);
  v128.store(y + 3 * row, c30); v128.store(y + 3 * row, c31, 16);
}

/** The same for one filter of fewer than four. */
function taps1x8(
  w: usize, F: i32, x: usize, row: usize, run: i32, K: i32, down: usize, b: usize, y: usize,
): void {
  const wRow = <usize>(F << 2);
  let c0 = b != 0 ? v128.load32_splat(b) : f32x4.splat(0), c1 = c0;
  for (let k = 0; k < K; k++, x += down) {
    let p = x;
    for (let t = 0; t < run; t++, p += row, w += wRow) {
      const s = v128.load32_splat(w);
      c0 = madd(s, v128.load(p), c0);
      c1 = madd(s, v128.load(p, 16), c1);
    }
  }
  v128.store(y, c0); v128.store(y, c1, 16);
}

/** dw [K][K][C][F] from the frame x and dy [OH][OW][F][np]. lanes: scratch for K·K·C·F vectors. */
export function convFilterGradient(
  x: usize, dy: usize, dw: usize, lanes: usize,
  OH: i32, OW: i32, Wp: i32, C: i32, K: i32, F: i32, np: i32,
): void {
  const run = K * C, taps = K * run;
  memory.fill(lanes, 0, (taps * F) << 4);
  for (let oh = 0; oh < OH; oh++) {
    for (let kh = 0; kh < K; kh++) {
      const xs = x + <usize>((((oh + kh) * Wp) * C * np) << 2), ys = dy + <usize>((oh * OW * F * np) << 2);
      const sums = lanes + ((kh * run * F) << 4);
      if (run >= 3 && F >= 3) {
        for (let t = 0; t < run; t += 3) {
          for (let f = 0; f < F; f += 3) outer3x3(xs, ys, sums, t, f, OW, C, run, F, np);
        }
        continue;
      }
      for (let t = 0; t < run; t++) {
        for (let f = 0; f < F; f++) outer1x1(xs, ys, sums + ((t * F + f) << 4), t, f, OW, C, F, np);
      }
    }
  }
  reduceLanes(lanes, dw, taps * F);
}

/**
 * lanes[t + m][f + j] += Σ over a row of positions and the examples of x[t + m] · dy[f + j], for 3 taps and 3
 * filters. Where fewer are left, some before them are computed again, and not stored.
 */
// @ts-ignore: decorator
@inline
function outer3x3(x: usize, dy: usize, lanes: usize, t: i32, f: i32, OW: i32, C: i32, run: i32, F: i32, np: i32): void {
  const row = <usize>(np << 2), step = <usize>(F << 4);
  const t0 = min(t, run - 3), f0 = min(f, F - 3), at = lanes + ((t0 * F + f0) << 4);
  let a0 = v128.load(at), a1 = v128.load(at, 16), a2 = v128.load(at, 32);
  let b0 = v128.load(at + step), b1 = v128.load(at + step, 16), b2 = v128.load(at + step, 32);
  let c0 = v128.load(at + 2 * step), c1 = v128.load(at + 2 * step, 16), c2 = v128.load(at + 2 * step, 32);
  let p = x + t0 * row, q = dy + f0 * row;
  for (let ow = 0; ow < OW; ow++) {
    for (let n: usize = 0; n < row; n += 16) {
      const x0 = v128.load(p + n), x1 = v128.load(p + row + n), x2 = v128.load(p + 2 * row + n);
      let g = v128.load(q + n);
      a0 = madd(x0, g, a0); b0 = madd(x1, g, b0); c0 = madd(x2, g, c0);
      g = v128.load(q + row + n);
      a1 = madd(x0, g, a1); b1 = madd(x1, g, b1); c1 = madd(x2, g, c1);
      g = v128.load(q + 2 * row + n);
      a2 = madd(x0, g, a2); b2 = madd(x1, g, b2); c2 = madd(x2, g, c2);
    }
    p += C * row;
    q += F * row;
  }
  const done = f - f0;
  if (t <= t0) store3(at, a0, a1, a2, done);
  if (t <= t0 + 1) store3(at + step, b0, b1, b2, done);
  store3(at + 2 * step, c0, c1, c2, done);
}

/** Stores three vectors but the first `done` of them. */
// @ts-ignore: decorator
@inline
function store3(at: usize, v0: v128, v1: v128, v2: v128, done: i32): void {
  if (done == 0) v128.store(at, v0);
  if (done <= 1) v128.store(at, v1, 16);
  v128.store(at, v2, 32);
}

/** The same for one tap and one filter. */
// @ts-ignore: decorator
@inline
function outer1x1(x: usize, dy: usize, lanes: usize, t: i32, f: i32, OW: i32, C: i32, F: i32, np: i32): void {
  const row = <usize>(np << 2);
  let sum = v128.load(lanes), p = x + t * row, q = dy + f * row;
  for (let ow = 0; ow < OW; ow++) {
    for (let n: usize = 0; n < row; n += 16) sum = madd(v128.load(p + n), v128.load(q + n), sum);
    p += C * row;
    q += F * row;
  }
  v128.store(lanes, sum);
}

/** The filter of the input gradient: turned by 180°, in and out channels exchanged: [K][K][F][C]. */
export function flip(w: usize, out: usize, K: i32, C: i32, F: i32): void {
  for (let k = 0; k < K * K; k++) {
    const from = w + <usize>(((K * K - 1 - k) * C * F) << 2);
    for (let f = 0; f < F; f++) {
      for (let c = 0; c < C; c++) {
        store<f32>(out, load<f32>(from + ((c * F + f) << 2)));
        out += 4;
      }
    }
  }
}

/** Puts [H][W][cell] into a frame [Hp][Wp][cell] of zeros at row `top`, column `left`; `cell` is in bytes. */
export function pad(x: usize, out: usize, H: i32, W: i32, cell: i32, Hp: i32, Wp: i32, top: i32, left: i32): void {
  memory.fill(out, 0, <usize>(Hp * Wp) * cell);
  for (let h = 0; h < H; h++) {
    memory.copy(out + <usize>((h + top) * Wp + left) * cell, x + <usize>(h * W) * cell, <usize>W * cell);
  }
}

/** The other way round: the part [H][W] of a frame. */
export function crop(x: usize, out: usize, H: i32, W: i32, cell: i32, Wp: i32, top: i32, left: i32): void {
  for (let h = 0; h < H; h++) {
    memory.copy(out + <usize>(h * W) * cell, x + <usize>((h + top) * Wp + left) * cell, <usize>W * cell);
  }
}
