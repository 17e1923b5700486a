import type { NumpyRandom } from '../numpy-random.ts';
import type { Part } from './split.ts';

/**
 * scikit-learn's `KFold`: the examples, mixed if there is `random`, are cut into runs of which the first
 * `examples % count` have one more. Pure but for `random`.
 */
export function kfoldParts(examples: number, count: number, random: NumpyRandom | undefined): Part[] {
  const order = random
    ? random.permutation(examples)
    : Uint32Array.from({ length: examples }, (_, index) => index);
  const size = Math.floor(examples / count);
  const larger = examples % count;
  return Array.from({ length: count }, (_, fold) => {
    const start = fold * size + Math.min(fold, larger);
    return { validation: order.subarray(start, start + size + (fold < larger ? 1 : 0)) };
  });
}
