import { reduceLanes } from './dense';

/**
 * The first layers of the usual small network in one kernel: convolution 3×3 over one channel, bias, linear or relu, max pooling 2×2.
 * x: frame [..][Wp][np], w: [3][3][1][F], out and arg (u16): [PH][PW][F][np]. The four results of a window stay in registers:
 * what is stored is a quarter of the convolution's output, and which position won.
 */
export function convPoolForward(
  x: usize, w: usize, b: usize, out: usize, arg: usize,
  PH: i32, PW: i32, Wp: i32, F: i32, np: i32, relu: bool,
): void {
  const line = <usize>((Wp * np) << 2), cell = <usize>(np << 2), zero = f32x4.splat(0);
  for (let ph = 0; ph < PH; ph++) {
    for (let pw = 0; pw < PW; pw++) {
      const corner = x + <usize>(2 * ph) * line + <usize>(2 * pw) * cell;
      for (let f = 0; f < F; f++) {
        const bias = v128.load32_splat(b + (f << 2));
        for (let n: usize = 0; n < cell; n += 16) {
          let p0 = bias, p1 = bias, p2 = bias, p3 = bias;
          for (let kh = 0; kh < 3; kh++) {
            const a = corner + kh * line + n, c = a + line, t = w + ((kh * 3 * F + f) << 2);
            const w0 = v128.load32_splat(t), w1 = v128.load32_splat(t + (F << 2)), w2 = v128.load32_splat(t + (F << 3));
            const a1 = v128.load(a + cell), a2 = v128.load(a + 2 * cell);
            p0 = f32x4.add(p0, f32x4.mul(w0, v128.load(a)));
            p1 = f32x4.add(p1, f32x4.mul(w0, a1));
            p0 = f32x4.add(p0, f32x4.mul(w1, a1));
            p1 = f32x4.add(p1, f32x4.mul(w1, a2));
            p0 = f32x4.add(p0, f32x4.mul(w2, a2));
            p1 = f32x4.add(p1, f32x4.mul(w2, v128.load(a + 3 * cell)));
            const c1 = v128.load(c + cell), c2 = v128.load(c + 2 * cell);
            p2 = f32x4.add(p2, f32x4.mul(w0, v128.load(c)));
            p3 = f32x4.add(p3, f32x4.mul(w0, c1));
            p2 = f32x4.add(p2, f32x4.mul(w1, c1));
            p3 = f32x4.add(p3, f32x4.mul(w1, c2));
            p2 = f32x4.add(p2, f32x4.mul(w2, c2));
            p3 = f32x4.add(p3, f32x4.mul(w2, v128.load(c + 3 * cell)));
          }
          let more = f32x4.gt(p1, p0), best = v128.bitselect(p1, p0, more), index = v128.and(more, i32x4.splat(1));
          more = f32x4.gt(p2, best); best = v128.bitselect(p2, best, more); index = v128.bitselect(i32x4.splat(2), index, more);
          more = f32x4.gt(p3, best); best = v128.bitselect(p3, best, more); index = v128.bitselect(i32x4.splat(3), index, more);
          if (relu) best = f32x4.max(best, zero);
          v128.store(out, best);
          v128.store64_lane(arg, i16x8.narrow_i32x4_u(index, index), 0);
          out += 16;
          arg += 8;
        }
      }
    }
  }
}

/**
 * Its backward pass: dw [3][3][1][F] and db [F] from the gradient dy of the pooled output, without unfolding it. out and arg are what
 * `convPoolForward` left. lanes: scratch for 10·F vectors.
 */
export function convPoolGradient(
  x: usize, out: usize, arg: usize, dy: usize, dw: usize, db: usize, lanes: usize,
  PH: i32, PW: i32, Wp: i32, F: i32, np: i32, relu: bool,
): void {
  const line = <usize>((Wp * np) << 2), cell = <usize>(np << 2), step = <usize>(F << 4);
  memory.fill(lanes, 0, 10 * step);
  for (let ph = 0; ph < PH; ph++) {
    for (let f = 0; f < F; f++) {
      const sums = lanes + (f << 4);
      let s0 = v128.load(sums), s1 = v128.load(sums + step), s2 = v128.load(sums + 2 * step);
      let s3 = v128.load(sums + 3 * step), s4 = v128.load(sums + 4 * step), s5 = v128.load(sums + 5 * step);
      let s6 = v128.load(sums + 6 * step), s7 = v128.load(sums + 7 * step), s8 = v128.load(sums + 8 * step);
      let sb = v128.load(sums + 9 * step);
      for (let pw = 0; pw < PW; pw++) {
        const at = <usize>(((ph * PW + pw) * F + f) * np);
        const corner = x + <usize>(2 * ph) * line + <usize>(2 * pw) * cell;
        for (let n: usize = 0; n < cell; n += 16) {
          let g = v128.load(dy + (at << 2) + n);
          if (relu) g = v128.and(g, f32x4.gt(v128.load(out + (at << 2) + n), f32x4.splat(0)));
          sb = f32x4.add(sb, g);
          const index = v128.load16x4_u(arg + (at << 1) + (n >> 1));
          let a = corner + n;
          for (let p = 0; p < 4; p++) {
            const d = v128.and(g, i32x4.eq(index, i32x4.splat(p)));
            s0 = f32x4.add(s0, f32x4.mul(d, v128.load(a)));
            s1 = f32x4.add(s1, f32x4.mul(d, v128.load(a + cell)));
            s2 = f32x4.add(s2, f32x4.mul(d, v128.load(a + 2 * cell)));
            s3 = f32x4.add(s3, f32x4.mul(d, v128.load(a + line)));
            s4 = f32x4.add(s4, f32x4.mul(d, v128.load(a + line + cell)));
            s5 = f32x4.add(s5, f32x4.mul(d, v128.load(a + line + 2 * cell)));
            s6 = f32x4.add(s6, f32x4.mul(d, v128.load(a + 2 * line)));
            s7 = f32x4.add(s7, f32x4.mul(d, v128.load(a + 2 * line + cell)));
            s8 = f32x4.add(s8, f32x4.mul(d, v128.load(a + 2 * line + 2 * cell)));
            a += p == 1 ? line - cell : cell;
          }
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
