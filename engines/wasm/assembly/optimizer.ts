import { applyProgram } from './build/programs';

/** Which of the programs `update` runs: its place in `engines/optimizers/registry.ts`; set by `setUpdate`. */
let program: i32 = 0;
/** The program's coefficients, in the order of their names. */
let c0: f32 = 0, c1: f32 = 0, c2: f32 = 0, c3: f32 = 0, c4: f32 = 0, c5: f32 = 0, c6: f32 = 0, c7: f32 = 0;
/**
 * The largest absolute gradient that `update` has seen since `takeReach`, lane by lane; only with MEASURE.
 */
let reach0: f32 = 0;
/** The sum of the squares of those gradients, since `takeSquares`. */
let squares: f64 = 0;

/** Nothing moves: the largest |g| and the sum of g² are remembered. */
const MEASURE: i32 = -1;

/** Sets what the next updates do. A program reads as many coefficients as it has. */
export function setUpdate(number: i32, a: f32, b: f32, c: f32, d: f32, e: f32, f: f32, g: f32, h: f32): void {
  program = number;
  c0 = a; c1 = b; c2 = c; c3 = d; c4 = e; c5 = f; c6 = g; c7 = h;
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

/** One optimizer step on `count` weights with their gradients and states. */
export function update(w: usize, g: usize, s1: usize, s2: usize, count: i32): void {
  const bytes = <usize>(count << 2), whole = bytes & ~15;
  if (program == MEASURE) inspect(g, whole, bytes);
  else applyProgram(program, w, g, s1, s2, whole, bytes, c0, c1, c2, c3, c4, c5, c6, c7);
}

/**
 * Remembers the largest |g| and adds up g², in double precision, since a trial that explodes has squares
 * beyond single.
 */
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
