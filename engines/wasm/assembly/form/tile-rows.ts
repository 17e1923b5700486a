import { madd } from '../arithmetic';
import { storeColumns } from './lanes';

/**
 * C[0..3][0..7] = Σ_k A[m][k] · B[k], in ascending k, where the k of a row of A stand in runs: `count` of
 * them, each `bytes` long, run r at `runs[r]` bytes from the row's own address. B: packed, 8 numbers for each
 * k. Fewer rows: the last one is given again, for A and for C. `columns`: how many of the 8 are stored.
 */
export function tileRows(
  a0: usize, a1: usize, a2: usize, a3: usize, runs: usize, count: i32, bytes: usize,
  b: usize, c0: usize, c1: usize, c2: usize, c3: usize, columns: i32,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  for (let r = 0; r < count; r++) {
    const from = load<usize>(runs + (r << 2));
    let p0 = a0 + from, p1 = a1 + from, p2 = a2 + from, p3 = a3 + from;
    const end = p0 + bytes, whole = p0 + (bytes & ~15);
    for (; p0 < whole; p0 += 16, p1 += 16, p2 += 16, p3 += 16, b += 128) {
      let l = v128.load(b), h = v128.load(b, 16);
      let s = v128.load32_splat(p0); c00 = madd(s, l, c00); c01 = madd(s, h, c01);
      s = v128.load32_splat(p1); c10 = madd(s, l, c10); c11 = madd(s, h, c11);
      s = v128.load32_splat(p2); c20 = madd(s, l, c20); c21 = madd(s, h, c21);
      s = v128.load32_splat(p3); c30 = madd(s, l, c30); c31 = madd(s, h, c31);
      l = v128.load(b, 32); h = v128.load(b, 48);
      s = v128.load32_splat(p0, 4); c00 = madd(s, l, c00); c01 = madd(s, h, c01);
      s = v128.load32_splat(p1, 4); c10 = madd(s, l, c10); c11 = madd(s, h, c11);
      s = v128.load32_splat(p2, 4); c20 = madd(s, l, c20); c21 = madd(s, h, c21);
      s = v128.load32_splat(p3, 4); c30 = madd(s, l, c30); c31 = madd(s, h, c31);
      l = v128.load(b, 64); h = v128.load(b, 80);
      s = v128.load32_splat(p0, 8); c00 = madd(s, l, c00); c01 = madd(s, h, c01);
      s = v128.load32_splat(p1, 8); c10 = madd(s, l, c10); c11 = madd(s, h, c11);
      s = v128.load32_splat(p2, 8); c20 = madd(s, l, c20); c21 = madd(s, h, c21);
      s = v128.load32_splat(p3, 8); c30 = madd(s, l, c30); c31 = madd(s, h, c31);
      l = v128.load(b, 96); h = v128.load(b, 112);
      s = v128.load32_splat(p0, 12); c00 = madd(s, l, c00); c01 = madd(s, h, c01);
      s = v128.load32_splat(p1, 12); c10 = madd(s, l, c10); c11 = madd(s, h, c11);
      s = v128.load32_splat(p2, 12); c20 = madd(s, l, c20); c21 = madd(s, h, c21);
      s = v128.load32_splat(p3, 12); c30 = madd(s, l, c30); c31 = madd(s, h, c31);
    }
    for (; p0 < end; p0 += 4, p1 += 4, p2 += 4, p3 += 4, b += 32) {
      const l = v128.load(b), h = v128.load(b, 16);
      let s = v128.load32_splat(p0); c00 = madd(s, l, c00); c01 = madd(s, h, c01);
      s = v128.load32_splat(p1); c10 = madd(s, l, c10); c11 = madd(s, h, c11);
      s = v128.load32_splat(p2); c20 = madd(s, l, c20); c21 = madd(s, h, c21);
      s = v128.load32_splat(p3); c30 = madd(s, l, c30); c31 = madd(s, h, c31);
    }
  }
  storeColumns(c0, c00, c01, columns);
  storeColumns(c1, c10, c11, columns);
  storeColumns(c2, c20, c21, columns);
  storeColumns(c3, c30, c31, columns);
}
