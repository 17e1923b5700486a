/**
 * a · b + c, four floats at once. In the build for relaxed SIMD it is one instruction with one rounding where
 * the processor has it (x86-64 with FMA3, arm64), which halves the work of the matrix products; in the plain
 * build two, with the same bits on every processor.
 */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(c, f32x4.mul(a, b));
}
