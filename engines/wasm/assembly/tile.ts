import { madd } from './arithmetic';
import { storeFirst } from './form/lanes';

/**
 * Register tiles of the matrix products: rows of broadcast scalars A against vectors of B.
 *
 * Every element is Σ_k A[m][k] · B[k][lane] in ascending k, so a result does not depend on the tile that made
 * it. Eight accumulators and their operands fit into sixteen vector registers without spills.
 *
 * A: element (m, k) at a + m·aRow + k·aStep bytes. B: row k at b + k·bStep. C: row m at c + m·cRow.
 */

/** C[0..3][0..7] = Σ A · B, added to what C holds where `add`. */
// @ts-ignore: decorator
@inline
export function tile4x8(a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, count: i32, c: usize, cRow: usize, add: bool): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  if (add) {
    c00 = v128.load(c); c01 = v128.load(c, 16);
    c10 = v128.load(c + cRow); c11 = v128.load(c + cRow, 16);
    c20 = v128.load(c + 2 * cRow); c21 = v128.load(c + 2 * cRow, 16);
    c30 = v128.load(c + 3 * cRow); c31 = v128.load(c + 3 * cRow, 16);
  }
  for (let k = 0; k < count; k++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let s = v128.load32_splat(a);
    c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
    s = v128.load32_splat(a + aRow);
    c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
    s = v128.load32_splat(a + 2 * aRow);
    c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
    s = v128.load32_splat(a + 3 * aRow);
    c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
    a += aStep;
    b += bStep;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(c + cRow, c10); v128.store(c + cRow, c11, 16);
  v128.store(c + 2 * cRow, c20); v128.store(c + 2 * cRow, c21, 16);
  v128.store(c + 3 * cRow, c30); v128.store(c + 3 * cRow, c31, 16);
}

/** C[0][0..7] = Σ A · B: the rows that are left over. */
// @ts-ignore: decorator
@inline
export function tile1x8(a: usize, aStep: usize, b: usize, bStep: usize, count: i32, c: usize, add: bool): void {
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0);
  if (add) { c0 = v128.load(c); c1 = v128.load(c, 16); }
  for (let k = 0; k < count; k++) {
    const s = v128.load32_splat(a);
    c0 = madd(s, v128.load(b), c0);
    c1 = madd(s, v128.load(b, 16), c1);
    a += aStep;
    b += bStep;
  }
  v128.store(c, c0); v128.store(c, c1, 16);
}

/** C[0..3][0..3] = Σ A · B: the columns that are left over. */
// @ts-ignore: decorator
@inline
export function tile4x4(a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, count: i32, c: usize, cRow: usize): void {
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), c2 = f32x4.splat(0), c3 = f32x4.splat(0);
  for (let k = 0; k < count; k++) {
    const b0 = v128.load(b);
    c0 = madd(v128.load32_splat(a), b0, c0);
    c1 = madd(v128.load32_splat(a + aRow), b0, c1);
    c2 = madd(v128.load32_splat(a + 2 * aRow), b0, c2);
    c3 = madd(v128.load32_splat(a + 3 * aRow), b0, c3);
    a += aStep;
    b += bStep;
  }
  v128.store(c, c0);
  v128.store(c + cRow, c1);
  v128.store(c + 2 * cRow, c2);
  v128.store(c + 3 * cRow, c3);
}

/**
 * C[0..3][0 .. columns − 1] = Σ A · B for 1 to 3 columns: the columns that are left over. Four columns of B
 * are read. Multiplied and added apart, as `tile1x1` does.
 */
// @ts-ignore: decorator
@inline
export function tile4xFew(a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, count: i32, c: usize, cRow: usize, columns: i32): void {
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0), c2 = f32x4.splat(0), c3 = f32x4.splat(0);
  for (let k = 0; k < count; k++) {
    const b0 = v128.load(b);
    c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(a), b0));
    c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(a + aRow), b0));
    c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(a + 2 * aRow), b0));
    c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(a + 3 * aRow), b0));
    a += aStep;
    b += bStep;
  }
  storeFirst(c, c0, columns);
  storeFirst(c + cRow, c1, columns);
  storeFirst(c + 2 * cRow, c2, columns);
  storeFirst(c + 3 * cRow, c3, columns);
}

/** One element Σ A · B: the corner that is left over. */
// @ts-ignore: decorator
@inline
export function tile1x1(a: usize, aStep: usize, b: usize, bStep: usize, count: i32, c: usize): void {
  let sum: f32 = 0;
  for (let k = 0; k < count; k++) {
    sum += load<f32>(a) * load<f32>(b);
    a += aStep;
    b += bStep;
  }
  store<f32>(c, sum);
}
