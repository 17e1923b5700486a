/** Vectors of which only the first lanes are wanted. */

/** Stores the first `count` of four numbers, 1 … 4. */
// @ts-ignore: decorator
@inline
export function storeFirst(at: usize, v: v128, count: i32): void {
  if (count >= 4) { v128.store(at, v); return; }
  v128.store32_lane(at, v, 0);
  if (count > 1) v128.store32_lane(at, v, 1, 4);
  if (count > 2) v128.store32_lane(at, v, 2, 8);
}

/** Stores the first `count` of eight numbers, 1 … 8. */
// @ts-ignore: decorator
@inline
export function storeColumns(at: usize, low: v128, high: v128, count: i32): void {
  if (count >= 8) { v128.store(at, low); v128.store(at, high, 16); return; }
  storeFirst(at, low, count);
  if (count > 4) storeFirst(at + 16, high, count - 4);
}

/** The sum of four numbers, in a fixed order. */
// @ts-ignore: decorator
@inline
export function sumOf(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}
