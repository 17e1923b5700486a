import { exp, log } from '../elementary';
import { storeFirst } from './lanes';

/**
 * Softmax cross-entropy of scores [n][classes] against distributions over the classes: the loss of each
 * example, and softmax − distribution.
 */
export function crossEntropyOf(scores: usize, wanted: usize, loss: usize, difference: usize, n: i32, classes: i32): void {
  const row = <usize>(classes << 2);
  for (let i = 0; i < n; i++, scores += row, wanted += row, difference += row, loss += 4) {
    let top = load<f32>(scores);
    for (let c = 1; c < classes; c++) top = max(top, load<f32>(scores + (c << 2)));
    const shift = f32x4.splat(top);
    for (let c = 0; c < classes; c += 4) {
      const at = <usize>(c << 2);
      storeFirst(difference + at, exp(f32x4.sub(v128.load(scores + at), shift)), classes - c);
    }
    let total: f64 = 0;
    for (let c = 0; c < classes; c++) total += <f64>load<f32>(difference + (c << 2));
    const logarithm = <f64>f32x4.extract_lane(log(f32x4.splat(<f32>total)), 0) + <f64>top;
    let sum: f64 = 0;
    for (let c = 0; c < classes; c++) {
      const at = <usize>(c << 2), own = load<f32>(wanted + at);
      sum += <f64>own * (logarithm - <f64>load<f32>(scores + at));
      store<f32>(difference + at, <f32>(<f64>load<f32>(difference + at) / total) - own);
    }
    store<f32>(loss, <f32>sum);
  }
}
