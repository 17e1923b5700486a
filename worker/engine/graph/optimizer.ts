import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '../../../proto/study.ts';

/** Keeps the state of one variable and applies one update after another. */
export interface Updater {
  apply(gradient: tf.Tensor): void;
  dispose(): void;
}

const zerosLike = (variable: tf.Variable) => {
  const zeros = tf.zerosLike(variable);
  const state = tf.variable(zeros, false);
  zeros.dispose();
  return state;
};

/** An updater for one variable; the arithmetic is Keras 2.15's (`SGD` with plain momentum, `Adam` without amsgrad). */
export function updaterOf(variable: tf.Variable, optimizer: Optimizer): Updater {
  return optimizer.kind === 'sgd' ? sgd(variable, optimizer) : adam(variable, optimizer);
}

function sgd(
  variable: tf.Variable,
  { learningRate, momentum }: Extract<Optimizer, { kind: 'sgd' }>,
): Updater {
  if (momentum === 0) {
    return {
      apply: (gradient) => {
        tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(gradient, learningRate))));
      },
      dispose: () => {},
    };
  }
  const velocity = zerosLike(variable);
  return {
    apply: (gradient) => {
      tf.tidy(() => {
        velocity.assign(tf.sub(tf.mul(velocity, momentum), tf.mul(gradient, learningRate)));
        variable.assign(tf.add(variable, velocity));
      });
    },
    dispose: () => velocity.dispose(),
  };
}

function adam(variable: tf.Variable, optimizer: Extract<Optimizer, { kind: 'adam' }>): Updater {
  const { learningRate, beta1, beta2, epsilon } = optimizer;
  const first = zerosLike(variable);
  const second = zerosLike(variable);
  let steps = 0;
  return {
    apply: (gradient) => {
      steps++;
      const rate = (learningRate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
      tf.tidy(() => {
        first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
        second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
        const move = tf.div(tf.mul(first, rate), tf.add(tf.sqrt(second), epsilon));
        variable.assign(tf.sub(variable, move));
      });
    },
    dispose: () => tf.dispose([first, second]),
  };
}
