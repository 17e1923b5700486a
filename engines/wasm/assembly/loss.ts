import { exp, log } from './elementary';

let right: i32 = 0;

/**
 * How many examples of the last `crossEntropy` had their class first; the lowest class wins a tie, and where
 * a logit is NaN.
 */
export function correct(): i32 {
  return right;
}

/**
 * Softmax cross-entropy of logits z [classes][np] against y [n] (i32), as Keras computes it: from the logits,
 * without clipping. Returns the sum of the n losses. dz = (softmax − one-hot) / n on real examples and 0 on
 * the lanes behind them; dz may be z.
 */
export function crossEntropy(z: usize, y: usize, dz: usize, classes: i32, n: i32, np: i32): f64 {
  const row = <usize>(np << 2), share = f32x4.splat(<f32>1 / <f32>n);
  let total: f64 = 0;
  right = 0;
  for (let i = 0; i < np; i += 4) {
    const at = <usize>(i << 2);
    if (i >= n) {
      for (let j = 0; j < classes; j++) v128.store(dz + j * row + at, f32x4.splat(0));
      continue;
    }
    let top = v128.load(z + at), best = i32x4.splat(0), leader = top;
    for (let j = 1; j < classes; j++) {
      const v = v128.load(z + j * row + at), more = f32x4.gt(v, leader);
      best = v128.bitselect(i32x4.splat(j), best, more);
      leader = v128.bitselect(v, leader, more);
      top = f32x4.max(top, v);
    }
    let own = f32x4.splat(0), sum = f32x4.splat(0);
    const lane = i32x4.add(i32x4.splat(i), i32x4(0, 1, 2, 3));
    const real = i32x4.lt_s(lane, i32x4.splat(n));
    const target = i32x4(label(y, i, n), label(y, i + 1, n), label(y, i + 2, n), label(y, i + 3, n));
    for (let j = 0; j < classes; j++) {
      const shifted = f32x4.sub(v128.load(z + j * row + at), top);
      own = v128.bitselect(shifted, own, i32x4.eq(target, i32x4.splat(j)));
      const e = exp(shifted);
      sum = f32x4.add(sum, e);
      v128.store(dz + j * row + at, e);
    }
    const losses = v128.and(f32x4.sub(log(sum), own), real);
    total += (<f64>f32x4.extract_lane(losses, 0) + <f64>f32x4.extract_lane(losses, 1))
      + (<f64>f32x4.extract_lane(losses, 2) + <f64>f32x4.extract_lane(losses, 3));
    right += bitCount(v128.and(i32x4.eq(best, target), real));
    for (let j = 0; j < classes; j++) {
      const hit = v128.and(f32x4.splat(1), i32x4.eq(target, i32x4.splat(j)));
      const p = f32x4.div(v128.load(dz + j * row + at), sum);
      v128.store(dz + j * row + at, v128.and(f32x4.mul(f32x4.sub(p, hit), share), real));
    }
  }
  return total;
}

// @ts-ignore: decorator
@inline
function label(y: usize, i: i32, n: i32): i32 {
  return i < n ? load<i32>(y + (i << 2)) : 0;
}

// @ts-ignore: decorator
@inline
function bitCount(mask: v128): i32 {
  return popcnt(i32x4.bitmask(mask));
}
