/** What `update` does with a gradient; set by `setOptimizer`, one rule at a time. */
let rule: i32 = 0;
let rate: f32 = 0;
let first: f32 = 0;
let second: f32 = 0;
let tiny: f32 = 0;
/** The largest absolute gradient that `update` has seen since `takeReach`, lane by lane; only with rule REACH. */
let reach0: f32 = 0;
/** The sum of the squares of those gradients, since `takeSquares`. */
let squares: f64 = 0;

const SGD: i32 = 0;
const MOMENTUM: i32 = 1;
const ADAM: i32 = 2;
const REACH: i32 = 3;

/** The complements 1 − β, rounded once from double precision. */
let restFirst: f32 = 0;
let restSecond: f32 = 0;

/**
 * Sets what the next updates do. rule 0: w −= rate·g. 1: s1 = β1·s1 − rate·g, w += s1 (β1 is the momentum).
 * 2: Adam as in Keras, with `rate` already corrected for the bias of both moments. 3: nothing moves, the largest |g| and the sum of g² are remembered.
 */
export function setOptimizer(kind: i32, learningRate: f32, beta1: f64, beta2: f64, epsilon: f32): void {
  rule = kind;
  rate = learningRate;
  first = <f32>beta1;
  second = <f32>beta2;
  restFirst = <f32>(1 - beta1);
  restSecond = <f32>(1 - beta2);
  tiny = epsilon;
}

/** The largest |g| since the last call; NaN where any gradient was. */
export function takeReach(): f32 {
  const value = reach0;
  reach0 = 0;
  return value;
}

/** The sum of g² since the last call. */
export function takeSquares(): f64 {
  const value = squares;
  squares = 0;
  return value;
}

/** One optimizer step on `count` weights. Vectors first, then what is left over, with the same arithmetic. */
export function update(w: usize, g: usize, s1: usize, s2: usize, count: i32): void {
  const bytes = <usize>(count << 2), whole = bytes & ~15;
  if (rule == MOMENTUM) {
    const lr = f32x4.splat(rate), m = f32x4.splat(first);
    for (let i: usize = 0; i < whole; i += 16) {
      const v = f32x4.sub(f32x4.mul(v128.load(s1 + i), m), f32x4.mul(v128.load(g + i), lr));
      v128.store(s1 + i, v);
      v128.store(w + i, f32x4.add(v128.load(w + i), v));
    }
    for (let i = whole; i < bytes; i += 4) {
      const v = load<f32>(s1 + i) * first - load<f32>(g + i) * rate;
      store<f32>(s1 + i, v);
      store<f32>(w + i, load<f32>(w + i) + v);
    }
  } else if (rule == SGD) {
    for (let i: usize = 0; i < whole; i += 16) {
      v128.store(w + i, f32x4.sub(v128.load(w + i), f32x4.mul(v128.load(g + i), f32x4.splat(rate))));
    }
    for (let i = whole; i < bytes; i += 4) store<f32>(w + i, load<f32>(w + i) - load<f32>(g + i) * rate);
  } else if (rule == ADAM) {
    adam(w, g, s1, s2, whole, bytes);
  } else if (rule == REACH) {
    inspect(g, whole, bytes);
  }
}

/** Remembers the largest |g| and adds up g², in double precision, since a trial that explodes has squares beyond single. */
function inspect(g: usize, whole: usize, bytes: usize): void {
  let most = f32x4.splat(0), sum = f64x2.splat(0);
  for (let i: usize = 0; i < whole; i += 16) {
    const d = v128.load(g + i);
    most = f32x4.max(most, f32x4.abs(d));
    const low = f64x2.promote_low_f32x4(d), high = f64x2.promote_low_f32x4(v128.shuffle<i64>(d, d, 1, 0));
    sum = f64x2.add(sum, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
  }
  reach0 = max(reach0, max(max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3))));
  squares += f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  for (let i = whole; i < bytes; i += 4) {
    const d = load<f32>(g + i);
    reach0 = max(reach0, abs(d));
    squares += <f64>d * <f64>d;
  }
}

function adam(w: usize, g: usize, s1: usize, s2: usize, whole: usize, bytes: usize): void {
  const b1 = f32x4.splat(first), b2 = f32x4.splat(second), r1 = f32x4.splat(restFirst), r2 = f32x4.splat(restSecond);
  for (let i: usize = 0; i < whole; i += 16) {
    const d = v128.load(g + i);
    const m = f32x4.add(f32x4.mul(v128.load(s1 + i), b1), f32x4.mul(d, r1));
    const v = f32x4.add(f32x4.mul(v128.load(s2 + i), b2), f32x4.mul(f32x4.mul(d, d), r2));
    v128.store(s1 + i, m);
    v128.store(s2 + i, v);
    const move = f32x4.div(f32x4.mul(m, f32x4.splat(rate)), f32x4.add(f32x4.sqrt(v), f32x4.splat(tiny)));
    v128.store(w + i, f32x4.sub(v128.load(w + i), move));
  }
  for (let i = whole; i < bytes; i += 4) {
    const d = load<f32>(g + i);
    const m = load<f32>(s1 + i) * first + d * restFirst;
    const v = load<f32>(s2 + i) * second + d * d * restSecond;
    store<f32>(s1 + i, m);
    store<f32>(s2 + i, v);
    store<f32>(w + i, load<f32>(w + i) - m * rate / (sqrt<f32>(v) + tiny));
  }
}
