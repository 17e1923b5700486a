import type { Loss } from '../../network.ts';
import type { Value } from '../form.ts';
import { constant } from '../leaves.ts';
import { add, min, multiply, subtract, times } from '../operations/binary.ts';
import { crossEntropy } from '../operations/cross-entropy.ts';
import { sum } from '../operations/reduce.ts';
import { reshape } from '../operations/reshape.ts';
import { abs, relu, softplus } from '../operations/unary.ts';

/**
 * The loss of each example: of its scores (before softmax, or sigmoid) against `wanted`, both lists of the
 * outputs. Over several outputs it is their mean, as in Keras. Pure.
 */
export function lossOf(loss: Loss, scores: Value, wanted: Value): Value {
  const outputs = scores.shape[0]!;
  if (loss.kind === 'categoricalCrossEntropy') {
    const { smoothing = 0 } = loss;
    if (smoothing === 0) return crossEntropy(scores, wanted);
    return crossEntropy(scores, add(times(wanted, 1 - smoothing), constant(smoothing / outputs)));
  }
  return reshape(times(sum(lossesOf(loss, scores, wanted), [0]), 1 / outputs), []);
}

type ByOutput = Exclude<Loss, { readonly kind: 'categoricalCrossEntropy' }>;

function lossesOf(loss: ByOutput, scores: Value, wanted: Value): Value {
  // max(z, 0) − z t + log(1 + e^−|z|): Keras's, from the value before the sigmoid.
  if (loss.kind === 'binaryCrossEntropy')
    return add(subtract(relu(scores), multiply(scores, wanted)), softplus(times(abs(scores), -1)));
  const error = subtract(scores, wanted);
  if (loss.kind === 'mse') return multiply(error, error);
  const size = abs(error);
  if (loss.kind === 'mae') return size;
  // Squares up to delta, distances beyond: with m = min(|e|, δ) it is m (|e| − m / 2).
  const within = min(size, constant(loss.delta));
  return multiply(within, subtract(size, times(within, 0.5)));
}

/** The activation that the loss has in itself: of the last layer it is left out. Pure. */
export const activationOfLoss = ({ kind }: Loss): 'softmax' | 'sigmoid' | undefined =>
  kind === 'categoricalCrossEntropy' ? 'softmax' : kind === 'binaryCrossEntropy' ? 'sigmoid' : undefined;
