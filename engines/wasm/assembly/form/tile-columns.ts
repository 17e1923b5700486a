import { madd } from '../arithmetic';
import { storeColumns } from './lanes';

/**
 * C[0..3][0..7] = Σ_k A[k][m] · B[k], in ascending k, added to what C holds where `add`. The four m of a k
 * stand side by side. The k come in `count` runs of `steps`: run r of A begins at `runs[r]` bytes from `a`,
 * and goes on by `aStep`; B goes on by `bStep` all along. `rows`, `columns`: how many are stored. What stands
 * behind them is read, and comes to nothing.
 */
export function tileColumns(
  a: usize, runs: usize, count: i32, steps: i32, aStep: usize, b: usize, bStep: usize,
  c: usize, cRow: usize, rows: i32, columns: i32, add: bool,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  const r1 = c + (rows > 1 ? cRow : 0), r2 = r1 + (rows > 2 ? cRow : 0), r3 = r2 + (rows > 3 ? cRow : 0);
  if (add) {
    c00 = v128.load(c); c01 = v128.load(c, 16);
    c10 = v128.load(r1); c11 = v128.load(r1, 16);
    c20 = v128.load(r2); c21 = v128.load(r2, 16);
    c30 = v128.load(r3); c31 = v128.load(r3, 16);
  }
  for (let r = 0; r < count; r++) {
    let p = a + load<usize>(runs + (r << 2));
    for (let k = 0; k < steps; k++) {
      const l = v128.load(b), h = v128.load(b, 16);
      let s = v128.load32_splat(p); c00 = madd(s, l, c00); c01 = madd(s, h, c01);
      s = v128.load32_splat(p, 4); c10 = madd(s, l, c10); c11 = madd(s, h, c11);
      s = v128.load32_splat(p, 8); c20 = madd(s, l, c20); c21 = madd(s, h, c21);
      s = v128.load32_splat(p, 12); c30 = madd(s, l, c30); c31 = madd(s, h, c31);
      p += aStep;
      b += bStep;
    }
  }
  if (rows > 3) storeColumns(r3, c30, c31, columns);
  if (rows > 2) storeColumns(r2, c20, c21, columns);
  if (rows > 1) storeColumns(r1, c10, c11, columns);
  storeColumns(c, c00, c01, columns);
}
