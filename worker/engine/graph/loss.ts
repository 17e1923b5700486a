import * as tf from '@tensorflow/tfjs-core';

/** Softmax cross-entropy from logits [P, n, classes] and classes y [n], as Keras computes it: without clipping. */
export interface Loss {
  /** Each example's loss: [P, n]. */
  readonly perExample: tf.Tensor2D;
  /** Gradient of the mean loss over the n examples: [P, n, classes]. */
  readonly gradient: tf.Tensor3D;
}

const oneHot = (y: tf.Tensor1D, classes: number) => tf.cast(tf.oneHot(y, classes), 'float32');

export function crossEntropy(logits: tf.Tensor3D, y: tf.Tensor1D): Loss {
  const [, n, classes] = logits.shape;
  const target = oneHot(y, classes);
  const shifted = tf.sub(logits, tf.max(logits, 2, true));
  const exp = tf.exp(shifted);
  const total = tf.sum(exp, 2, true);
  const picked = tf.sum(tf.mul(shifted, target), 2);
  const perExample = tf.sub(tf.squeeze(tf.log(total), [2]), picked) as tf.Tensor2D;
  const gradient = tf.div(tf.sub(tf.div(exp, total), target), n) as tf.Tensor3D;
  return { perExample, gradient };
}

/** How many examples each trial gets right: [P]. The lowest class wins a tie, and where a logit is NaN. */
export function countCorrect(logits: tf.Tensor3D, y: tf.Tensor1D): tf.Tensor1D {
  const hits = tf.equal(tf.argMax(logits, 2), y);
  return tf.sum(tf.cast(hits, 'int32'), 1);
}
