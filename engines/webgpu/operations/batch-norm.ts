import type { Value } from '../../ir/form.ts';
import { constant, share } from '../../ir/leaves.ts';
import { batchNormRules } from '../../ir/lowering/batch-norm.ts';
import { divide, multiply, subtract } from '../../ir/operations/binary.ts';
import { sum } from '../../ir/operations/reduce.ts';
import { reshape } from '../../ir/operations/reshape.ts';
import { volume } from '../../layers/shape.ts';

/** What batch normalisation becomes: sums over the batch, with what they add up computed as it is read. */
export const batchNorm = batchNormRules({
  moments(x) {
    const places = constant(volume(x.shape) / x.shape.at(-1)!);
    const meanOf = (values: Value) => divide(multiply(channelSum(values), share()), places);
    const mean = meanOf(x);
    const apart = subtract(x, mean);
    return [mean, meanOf(multiply(apart, apart))];
  },
  normalSums: (x, mean, dy) => [channelSum(dy), channelSum(multiply(dy, subtract(x, mean)))],
});

/** The sums of the channels over batch and places. */
function channelSum(x: Value): Value {
  const channels = x.shape.at(-1)!;
  return reshape(sum(x, [...x.shape.keys()].slice(0, -1), true), [channels]);
}
