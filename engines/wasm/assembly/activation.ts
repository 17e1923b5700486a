import { sigmoid, tanh } from './elementary';

const RELU: i32 = 1;
const TANH: i32 = 2;
const SIGMOID: i32 = 3;

/** x = f(x) on `count` floats, a multiple of 4. kind 0: linear, 1: relu, 2: tanh, 3: sigmoid. */
export function activate(x: usize, count: i32, kind: i32): void {
  const end = x + (count << 2);
  if (kind == RELU) {
    for (; x < end; x += 16) v128.store(x, f32x4.pmax(v128.load(x), f32x4.splat(0)));
  } else if (kind == TANH) {
    for (; x < end; x += 16) v128.store(x, tanh(v128.load(x)));
  } else if (kind == SIGMOID) {
    for (; x < end; x += 16) v128.store(x, sigmoid(v128.load(x)));
  }
}

/** dy = dy · f′, from the activation's own output y; `count` is a multiple of 4. */
export function activateGradient(dy: usize, y: usize, count: i32, kind: i32): void {
  const end = dy + (count << 2), one = f32x4.splat(1);
  if (kind == RELU) {
    for (; dy < end; dy += 16, y += 16) v128.store(dy, v128.and(v128.load(dy), f32x4.gt(v128.load(y), f32x4.splat(0))));
  } else if (kind == TANH) {
    for (; dy < end; dy += 16, y += 16) {
      const t = v128.load(y);
      v128.store(dy, f32x4.mul(v128.load(dy), f32x4.sub(one, f32x4.mul(t, t))));
    }
  } else if (kind == SIGMOID) {
    for (; dy < end; dy += 16, y += 16) {
      const s = v128.load(y);
      v128.store(dy, f32x4.mul(v128.load(dy), f32x4.mul(s, f32x4.sub(one, s))));
    }
  }
}
