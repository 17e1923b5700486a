import { madd } from './arithmetic';
import { reduceLanes } from './dense';
import { tile1x8, tile4x8 } from './tile';

/**
 * Convolution with stride 1 over a frame that already holds the padding. x: [..][Wp][C][np], w:
 * [KH][KW][C][F] (Keras's layout), y: [OH][OW][F][np]; np is a multiple of 8. For one output position and one
 * row of the filter the KW·C inputs lie one behind the other, so each row is a matrix product of its own and
 * nothing is copied out.
 */
export function convForward(
  x: usize, w: usize, b: usize, y: usize,
  OH: i32, OW: i32, Wp: i32, C: i32, K: i32, F: i32, np: i32, relu: bool,
): void {
  const row = <usize>(np << 2), run = K * C, wRow = <usize>(F << 2);
  const zero = f32x4.splat(0);
  for (let oh = 0; oh < OH; oh++) {
    for (let ow = 0; ow < OW; ow++) {
      const out = y + <usize>((oh * OW + ow) * F) * row;
      for (let f = 0; f < F; f++) {
        const bias = b != 0 ? v128.load32_splat(b + (f << 2)) : zero;
        for (let n: usize = 0; n < row; n += 16) v128.store(out + f * row + n, bias);
      }
      for (let kh = 0; kh < K; kh++) {
        const seen = x + <usize>(((oh + kh) * Wp + ow) * C) * row, taps = w + <usize>(kh * run) * wRow;
        let f = 0;
        for (; f + 4 <= F; f += 4) {
          for (let n: usize = 0; n < row; n += 32) {
            tile4x8(taps + (f << 2), 4, wRow, seen + n, row, run, out + f * row + n, row, true);
          }
        }
        for (; f < F; f++) {
          for (let n: usize = 0; n < row; n += 32) tile1x8(taps + (f << 2), wRow, seen + n, row, run, out + f * row + n, true);
        }
      }
      if (relu) {
        for (let p = out; p < out + F * row; p += 16) v128.store(p, f32x4.pmax(v128.load(p), zero));
      }
    }
  }
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
      let t = 0;
      for (; t + 3 <= run; t += 3) {
        let f = 0;
        for (; f + 4 <= F; f += 4) outer3x4(xs, ys, lanes + (((kh * run + t) * F + f) << 4), t, f, OW, C, F, np);
        for (; f < F; f++) {
          for (let m = 0; m < 3; m++) outer1x1(xs, ys, lanes + (((kh * run + t + m) * F + f) << 4), t + m, f, OW, C, F, np);
        }
      }
      for (; t < run; t++) {
        for (let f = 0; f < F; f++) outer1x1(xs, ys, lanes + (((kh * run + t) * F + f) << 4), t, f, OW, C, F, np);
      }
    }
  }
  reduceLanes(lanes, dw, taps * F);
}

/**
 * lanes[m][j] += Σ over a row of positions and the examples of x[t + m] · dy[f + j], for 3 taps and 4
 * filters.
 */
// @ts-ignore: decorator
@inline
function outer3x4(x: usize, dy: usize, lanes: usize, t: i32, f: i32, OW: i32, C: i32, F: i32, np: i32): void {
  const row = <usize>(np << 2), step = <usize>(F << 4);
  let a0 = v128.load(lanes), a1 = v128.load(lanes, 16), a2 = v128.load(lanes, 32), a3 = v128.load(lanes, 48);
  let b0 = v128.load(lanes + step), b1 = v128.load(lanes + step, 16), b2 = v128.load(lanes + step, 32), b3 = v128.load(lanes + step, 48);
  let c0 = v128.load(lanes + 2 * step), c1 = v128.load(lanes + 2 * step, 16), c2 = v128.load(lanes + 2 * step, 32), c3 = v128.load(lanes + 2 * step, 48);
  let p = x + t * row, q = dy + f * row;
  for (let ow = 0; ow < OW; ow++) {
    for (let n: usize = 0; n < row; n += 16) {
      const x0 = v128.load(p + n), x1 = v128.load(p + row + n), x2 = v128.load(p + 2 * row + n);
      let g = v128.load(q + n);
      a0 = madd(x0, g, a0); b0 = madd(x1, g, b0); c0 = madd(x2, g, c0);
      g = v128.load(q + row + n);
      a1 = madd(x0, g, a1); b1 = madd(x1, g, b1); c1 = madd(x2, g, c1);
      g = v128.load(q + 2 * row + n);
      a2 = madd(x0, g, a2); b2 = madd(x1, g, b2); c2 = madd(x2, g, c2);
      g = v128.load(q + 3 * row + n);
      a3 = madd(x0, g, a3); b3 = madd(x1, g, b3); c3 = madd(x2, g, c3);
    }
    p += C * row;
    q += F * row;
  }
  v128.store(lanes, a0); v128.store(lanes, a1, 16); v128.store(lanes, a2, 32); v128.store(lanes, a3, 48);
  v128.store(lanes + step, b0); v128.store(lanes + step, b1, 16); v128.store(lanes + step, b2, 32); v128.store(lanes + step, b3, 48);
  v128.store(lanes + 2 * step, c0); v128.store(lanes + 2 * step, c1, 16); v128.store(lanes + 2 * step, c2, 32); v128.store(lanes + 2 * step, c3, 48);
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
