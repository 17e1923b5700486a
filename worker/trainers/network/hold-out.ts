import type { Fold } from '../../../datasets/folds.ts';
import type { RandomStream } from './randomness.ts';

/**
 * A part of a fold's training examples, held out of its training: those that are left to train on, and a fold
 * that validates on those held out. At least one is held out, and one is left. Pure.
 */
export function holdOut(
  fold: Fold,
  share: number,
  stream: RandomStream,
): { readonly rest: Fold; readonly held: Fold } {
  const count = Math.min(fold.train.length - 1, Math.max(1, Math.round(share * fold.train.length)));
  const order = stream.permutation(fold.train.length).map((position) => fold.train[position]!);
  return {
    rest: { ...fold, train: order.subarray(count).sort() },
    held: { ...fold, train: new Uint32Array(0), validation: order.subarray(0, count).sort() },
  };
}
