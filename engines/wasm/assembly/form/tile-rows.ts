import { madd } from '../arithmetic';
import { storeColumns } from './lanes';

/**
 * C[0..3][0..7] = Σ_k A[m][k] · B[k], in ascending k, where the k of a row of A stand in runs: `count` of
 * them, each `bytes` long, run r at `runs[r]` bytes from the row's own address. B: packed, 8 numbers for each
 * k. Fewer rows: the last one is given again, for A and for C. `columns`: how many of the 8 are stored.
 * One address and three distances, and one k at a time: written out further, V8 (11.3) runs out of registers,
 * and the product at 31 instead of 49 GFLOP/s.
 */
export function tileRows(
  a0: usize, a1: usize, a2: usize, a3: usize, runs: usize, count: i32, bytes: usize,
  b: usize, c0: usize, c1: usize, c2: usize, c3: usize, columns: i32,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  const d1 = a1 - a0, d2 = a2 - a0, d3 = a3 - a0;
  for (let r = 0; r < count; r++) {
    const from = load<usize>(runs + (r << 2));
    let p = a0 + from;
    for (const end = p + bytes; p < end; p += 4, b += 32) {
      const l = v128.load(b), h = v128.load(b, 16);
      let s = v128.load32_splat(p); c00 = madd(s, l, c00); c01 = madd(s, h, c01);
      s = v128.load32_splat(p + d1); c10 = madd(s, l, c10); c11 = madd(s, h, c11);
      s = v128.load32_splat(p + d2); c20 = madd(s, l, c20); c21 = madd(s, h, c21);
      s = v128.load32_splat(p + d3); c30 = madd(s, l, c30); c31 = madd(s, h, c31);
    }
  }
  storeColumns(c0, c00, c01, columns);
  storeColumns(c1, c10, c11, columns);
  storeColumns(c2, c20, c21, columns);
  storeColumns(c3, c30, c31, columns);
}
