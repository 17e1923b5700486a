import { storeFirst, sumOf } from './lanes';
import { addDouble, roundDoubles } from './normalise';

/** Numbers whose sum is taken in single precision, before it goes to that in double. */
const BLOCK: i32 = 64;

/**
 * y [outer][inner] = the sums over the middle of x [outer][middle][inner]. scratch: 2 numbers for each of the
 * inner, and 16 more.
 */
export function sumMiddle(x: usize, y: usize, outer: i32, middle: i32, inner: i32, scratch: usize): void {
  const row = <usize>(inner << 2);
  for (let o = 0; o < outer; o++, y += row) {
    if (inner == 1) {
      store<f32>(y, sumRow(x, middle));
      x += <usize>(middle << 2);
      continue;
    }
    memory.fill(scratch, 0, <usize>(((inner + 3) & ~3) << 3));
    for (let first = 0; first < middle; first += BLOCK, x += BLOCK * row) {
      const count = min(BLOCK, middle - first);
      for (let i = 0; i < inner; i += 4) {
        let s0 = f32x4.splat(0), s1 = s0;
        let p = x + <usize>(i << 2), m = 0;
        for (; m + 2 <= count; m += 2, p += 2 * row) {
          s0 = f32x4.add(s0, v128.load(p));
          s1 = f32x4.add(s1, v128.load(p + row));
        }
        if (m < count) s0 = f32x4.add(s0, v128.load(p));
        addDouble(scratch + <usize>(i << 3), f32x4.add(s0, s1));
      }
      if (count < BLOCK) x -= <usize>(BLOCK - count) * row;
    }
    roundDoubles(scratch, y, inner);
  }
}

/** The sum of numbers that stand side by side. */
function sumRow(x: usize, count: i32): f32 {
  let total: f64 = 0;
  let i = 0;
  for (; i + 16 <= count;) {
    const end = min(i + BLOCK * 16, count & ~15);
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (; i < end; i += 16, x += 64) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
    }
    total += <f64>sumOf(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
  }
  for (; i < count; i++, x += 4) total += <f64>load<f32>(x);
  return <f32>total;
}

/** The same for the largest value; NaN where there is one. */
export function mostOfMiddle(x: usize, y: usize, outer: i32, middle: i32, inner: i32): void {
  const row = <usize>(inner << 2);
  for (let o = 0; o < outer; o++, y += row, x += <usize>middle * row) {
    for (let i = 0; i < inner; i += 4) {
      let most = f32x4.splat(-Infinity);
      let p = x + <usize>(i << 2);
      for (let m = 0; m < middle; m++, p += row) most = f32x4.max(most, v128.load(p));
      storeFirst(y + <usize>(i << 2), most, inner - i);
    }
  }
}
