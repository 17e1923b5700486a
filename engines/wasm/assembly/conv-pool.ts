import { madd } from './arithmetic';
import { reduceLanes } from './dense';

/**
 * The first layers of the usual small network in one kernel: convolution 3×3 over one channel, bias, linear
 * or relu, max pooling 2×2. x: frame [np/8][rows][Wp][8], so that neighbouring pixels stand a constant 32
 * bytes apart; w: [3][3][1][F]; out and arg (i16): [PH][PW][F][np]. The four results of a window stay in
 * registers: what is stored is a quarter of the convolution's output, and minus the position that won.
 */
export function convPoolForward(
  x: usize, w: usize, b: usize, out: usize, arg: usize,
  PH: i32, PW: i32, rows: i32, Wp: i32, F: i32, np: i32, relu: bool,
): void {
  const line = <usize>(Wp << 5), cell = <usize>(np << 2), block = line * rows;
  const floor = relu ? f32x4.splat(0) : f32x4.splat(-f32.MAX_VALUE * 2);
  for (let ph = 0; ph < PH; ph++) {
    for (let pw = 0; pw < PW; pw++) {
      const corner = x + <usize>(2 * ph) * line + <usize>(pw << 6);
      let f = 0;
      for (; f + 2 <= F; f += 2) {
        for (let n: usize = 0; n < cell; n += 16) {
          window2(corner + (n >> 5) * block + (n & 16), line, w + (f << 2), b + (f << 2), F, out + n, arg + (n >> 1), cell, floor);
        }
        out += 2 * cell;
        arg += cell;
      }
      for (; f < F; f++) {
        for (let n: usize = 0; n < cell; n += 16) {
          window1(corner + (n >> 5) * block + (n & 16), line, w + (f << 2), b + (f << 2), F, out + n, arg + (n >> 1), floor);
        }
        out += cell;
        arg += cell >> 1;
      }
    }
  }
}

/** Pools the four results of a window: the first largest wins; NaN in the first result stays. */
// @ts-ignore: decorator
@inline
function pool(p0: v128, p1: v128, p2: v128, p3: v128, out: usize, arg: usize, floor: v128): void {
  const right = f32x4.gt(p1, p0), rightBelow = f32x4.gt(p3, p2);
  const above = f32x4.pmax(p0, p1), below = f32x4.pmax(p2, p3), down = f32x4.gt(below, above);
  v128.store(out, f32x4.pmax(f32x4.pmax(above, below), floor));
  // A true lane is −1.
  const index = i32x4.add(v128.bitselect(rightBelow, right, down), i32x4.add(down, down));
  v128.store64_lane(arg, i16x8.narrow_i32x4_s(index, index), 0);
}

/** Four examples, one window, one filter. */
// @ts-ignore: decorator
@inline
function window1(a: usize, line: usize, w: usize, b: usize, F: i32, out: usize, arg: usize, floor: v128): void {
  const step = <usize>(F << 2);
  let p0 = v128.load32_splat(b), p1 = p0, p2 = p0, p3 = p0;
  for (let kh = 0; kh < 3; kh++) {
    const c = a + line;
    for (let kw: usize = 0; kw < 3; kw++) {
      const t = v128.load32_splat(w);
      p0 = madd(t, v128.load(a + (kw << 5)), p0);
      p1 = madd(t, v128.load(a + (kw << 5), 32), p1);
      p2 = madd(t, v128.load(c + (kw << 5)), p2);
      p3 = madd(t, v128.load(c + (kw << 5), 32), p3);
      w += step;
    }
    a = c;
  }
  pool(p0, p1, p2, p3, out, arg, floor);
}

/** Four examples, one window, two filters that share what is loaded. */
// @ts-ignore: decorator
@inline
function window2(a: usize, line: usize, w: usize, b: usize, F: i32, out: usize, arg: usize, cell: usize, floor: v128): void {
  const step = <usize>(F << 2);
  let p0 = v128.load32_splat(b), p1 = p0, p2 = p0, p3 = p0;
  let q0 = v128.load32_splat(b, 4), q1 = q0, q2 = q0, q3 = q0;
  for (let kh = 0; kh < 3; kh++) {
    const c = a + line, w1 = w + step, w2 = w1 + step;
    let s = v128.load32_splat(w), t = v128.load32_splat(w, 4);
    let v = v128.load(a), u = v128.load(c);
    p0 = madd(s, v, p0); q0 = madd(t, v, q0);
    p2 = madd(s, u, p2); q2 = madd(t, u, q2);
    v = v128.load(a, 32); u = v128.load(c, 32);
    p1 = madd(s, v, p1); q1 = madd(t, v, q1);
    p3 = madd(s, u, p3); q3 = madd(t, u, q3);
    s = v128.load32_splat(w1); t = v128.load32_splat(w1, 4);
    p0 = madd(s, v, p0); q0 = madd(t, v, q0);
    p2 = madd(s, u, p2); q2 = madd(t, u, q2);
    v = v128.load(a, 64); u = v128.load(c, 64);
    p1 = madd(s, v, p1); q1 = madd(t, v, q1);
    p3 = madd(s, u, p3); q3 = madd(t, u, q3);
    s = v128.load32_splat(w2); t = v128.load32_splat(w2, 4);
    p0 = madd(s, v, p0); q0 = madd(t, v, q0);
    p2 = madd(s, u, p2); q2 = madd(t, u, q2);
    v = v128.load(a, 96); u = v128.load(c, 96);
    p1 = madd(s, v, p1); q1 = madd(t, v, q1);
    p3 = madd(s, u, p3); q3 = madd(t, u, q3);
    a = c;
    w = w2 + step;
  }
  pool(p0, p1, p2, p3, out, arg, floor);
  pool(q0, q1, q2, q3, out + cell, arg + (cell >> 1), floor);
}

/**
 * Its backward pass: dw [3][3][1][F] and db [F] from the gradient dy of the pooled output, without unfolding
 * it. out and arg are what `convPoolForward` left. lanes: scratch for 10·F vectors.
 */
export function convPoolGradient(
  x: usize, out: usize, arg: usize, dy: usize, dw: usize, db: usize, lanes: usize,
  PH: i32, PW: i32, rows: i32, Wp: i32, F: i32, np: i32, relu: bool,
): void {
  const line = <usize>(Wp << 5), cell = <usize>(np << 2), step = <usize>(F << 4), block = line * rows;
  const floor = relu ? f32x4.splat(0) : f32x4.splat(-f32.MAX_VALUE * 2);
  memory.fill(lanes, 0, 10 * step);
  for (let ph = 0; ph < PH; ph++) {
    const top = x + <usize>(2 * ph) * line;
    for (let f = 0; f < F; f++) {
      const sums = lanes + (f << 4);
      let s0 = v128.load(sums), s1 = v128.load(sums + step), s2 = v128.load(sums + 2 * step);
      let s3 = v128.load(sums + 3 * step), s4 = v128.load(sums + 4 * step), s5 = v128.load(sums + 5 * step);
      let s6 = v128.load(sums + 6 * step), s7 = v128.load(sums + 7 * step), s8 = v128.load(sums + 8 * step);
      let sb = v128.load(sums + 9 * step);
      for (let pw = 0; pw < PW; pw++) {
        const at = <usize>((ph * PW + pw) * F + f) * cell;
        for (let n: usize = 0; n < cell; n += 16) {
          const g = v128.and(v128.load(dy + at + n), f32x4.gt(v128.load(out + at + n), floor));
          sb = f32x4.add(sb, g);
          const index = v128.load16x4_s(arg + ((at + n) >> 1));
          const r0 = top + <usize>(pw << 6) + (n >> 5) * block + (n & 16), r1 = r0 + line, r2 = r1 + line, r3 = r2 + line;
          let d = v128.and(g, i32x4.eq(index, i32x4.splat(0)));
          s0 = madd(d, v128.load(r0), s0); s1 = madd(d, v128.load(r0, 32), s1); s2 = madd(d, v128.load(r0, 64), s2);
          s3 = madd(d, v128.load(r1), s3); s4 = madd(d, v128.load(r1, 32), s4); s5 = madd(d, v128.load(r1, 64), s5);
          s6 = madd(d, v128.load(r2), s6); s7 = madd(d, v128.load(r2, 32), s7); s8 = madd(d, v128.load(r2, 64), s8);
          d = v128.and(g, i32x4.eq(index, i32x4.splat(-1)));
          s0 = madd(d, v128.load(r0, 32), s0); s1 = madd(d, v128.load(r0, 64), s1); s2 = madd(d, v128.load(r0, 96), s2);
          s3 = madd(d, v128.load(r1, 32), s3); s4 = madd(d, v128.load(r1, 64), s4); s5 = madd(d, v128.load(r1, 96), s5);
          s6 = madd(d, v128.load(r2, 32), s6); s7 = madd(d, v128.load(r2, 64), s7); s8 = madd(d, v128.load(r2, 96), s8);
          d = v128.and(g, i32x4.eq(index, i32x4.splat(-2)));
          s0 = madd(d, v128.load(r1), s0); s1 = madd(d, v128.load(r1, 32), s1); s2 = madd(d, v128.load(r1, 64), s2);
          s3 = madd(d, v128.load(r2), s3); s4 = madd(d, v128.load(r2, 32), s4); s5 = madd(d, v128.load(r2, 64), s5);
          s6 = madd(d, v128.load(r3), s6); s7 = madd(d, v128.load(r3, 32), s7); s8 = madd(d, v128.load(r3, 64), s8);
          d = v128.and(g, i32x4.eq(index, i32x4.splat(-3)));
          s0 = madd(d, v128.load(r1, 32), s0); s1 = madd(d, v128.load(r1, 64), s1); s2 = madd(d, v128.load(r1, 96), s2);
          s3 = madd(d, v128.load(r2, 32), s3); s4 = madd(d, v128.load(r2, 64), s4); s5 = madd(d, v128.load(r2, 96), s5);
          s6 = madd(d, v128.load(r3, 32), s6); s7 = madd(d, v128.load(r3, 64), s7); s8 = madd(d, v128.load(r3, 96), s8);
        }
      }
      v128.store(sums, s0); v128.store(sums + step, s1); v128.store(sums + 2 * step, s2);
      v128.store(sums + 3 * step, s3); v128.store(sums + 4 * step, s4); v128.store(sums + 5 * step, s5);
      v128.store(sums + 6 * step, s6); v128.store(sums + 7 * step, s7); v128.store(sums + 8 * step, s8);
      v128.store(sums + 9 * step, sb);
    }
  }
  reduceLanes(lanes, dw, 9 * F);
  reduceLanes(lanes + 9 * step, db, F);
}
