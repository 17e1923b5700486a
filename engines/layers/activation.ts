/** Functions that stand behind a layer's sum, by their names in a study file. */
import type { Value } from '../ir/form.ts';
import { constant } from '../ir/leaves.ts';
import { add, divide, multiply, subtract, times } from '../ir/operations/binary.ts';
import { largest, sum } from '../ir/operations/reduce.ts';
import { erf, exp, relu, sigmoid, softplus, tanh } from '../ir/operations/unary.ts';
import type { Activation } from '../network.ts';

/** The slope below 0 of leakyRelu, as in Keras's LeakyReLU. */
export const LEAKY_SLOPE = 0.3;

/** Klambauer et al. 2017, equation 2. */
const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 } as const;

/** In the intermediate form. softmax is over the last axis. */
const BUILD: Readonly<Record<Activation, (x: Value) => Value>> = {
  linear: (x) => x,
  relu,
  leakyRelu: (x) => leakyRelu(x, LEAKY_SLOPE),
  elu: (x) => elu(x, 1),
  selu: (x) => times(elu(x, SELU.alpha), SELU.scale),
  gelu: (x) => multiply(times(x, 0.5), add(constant(1), erf(times(x, Math.SQRT1_2)))),
  silu: (x) => multiply(x, sigmoid(x)),
  tanh,
  sigmoid,
  softplus,
  softmax(x) {
    const last = [x.shape.length - 1];
    const risen = exp(subtract(x, largest(x, last)));
    return divide(risen, sum(risen, last));
  },
};

/** The function in the intermediate form. Pure. */
export const activate = (x: Value, activation: Activation): Value => BUILD[activation](x);

/** x above 0, `slope` times x below. */
export const leakyRelu = (x: Value, slope: number): Value =>
  subtract(relu(x), times(relu(times(x, -1)), slope));

/** x above 0, alpha (e^x − 1) below. */
export function elu(x: Value, alpha: number): Value {
  const above = relu(x);
  return add(above, times(subtract(exp(subtract(x, above)), constant(1)), alpha));
}
