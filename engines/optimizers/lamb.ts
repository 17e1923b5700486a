import { z } from 'zod';
import type { Value } from '../ir/form.ts';
import { constant } from '../ir/leaves.ts';
import { add, divide, gate, min, multiply, subtract, times } from '../ir/operations/binary.ts';
import { sum } from '../ir/operations/reduce.ts';
import { reshape } from '../ir/operations/reshape.ts';
import { sqrt } from '../ir/operations/unary.ts';
import type { Direction } from './direction.ts';
import type { OptimizerDefinition, Settings } from './optimizer.ts';
import { sgd } from './sgd.ts';

const [step] = sgd.programs;

const norm = (x: Value): Value => sqrt(reshape(sum(multiply(x, x), [...x.shape.keys()]), []));

/** b × kept + (1 − b) × new. */
const mixed = (kept: Value, found: Value, b: number): Value => add(times(kept, b), times(found, 1 - b));

/** The norm of an array's weights over that of its move; 1 where one of them is 0. */
function trustRatio(weight: Value, move: Value): Value {
  const [own, moved] = [norm(weight), norm(move)];
  const both = gate(constant(1), min(own, moved));
  const neither = subtract(constant(1), both);
  return divide(add(multiply(own, both), neither), add(multiply(moved, both), neither));
}

const directionOf = ({ beta1, beta2, epsilon, weightDecay, kernelsOnly }: Settings): Direction => ({
  states: 2,
  // 1 − b^t by b × (1 − b^(t − 1)) + (1 − b): in the precision of the states, so that their errors meet.
  shared: [beta1!, beta2!].map((b) => (before) => mixed(before, constant(1), b)),
  of({ weight, gradient, kernel, states, shared }) {
    const first = mixed(states[0]!, gradient, beta1!);
    const second = mixed(states[1]!, multiply(gradient, gradient), beta2!);
    const [mean, square] = [divide(first, shared[0]!), divide(second, shared[1]!)];
    const adapted = divide(mean, add(sqrt(square), constant(epsilon!)));
    const plain = kernelsOnly === 1 && !kernel;
    const move = plain || weightDecay === 0 ? adapted : add(adapted, times(weight, weightDecay!));
    return { states: [first, second], gradient: plain ? move : multiply(move, trustRatio(weight, move)) };
  },
});

/**
 * LAMB (You et al., ICLR 2020, Algorithm 2 with the identity as φ), as TensorFlow Addons has it: Adam's step
 * with decay, its length that of the array's weights.
 */
export const lamb: OptimizerDefinition = {
  kind: 'lamb',
  description:
    "LAMB (You et al., 2020): Adam's step, as long as the norm of the array's weights, for large batches.",
  schema: z.strictObject({
    learningRate: z.number().positive().max(1000).default(0.001).describe('Default: 0.001.'),
    beta1: z.number().min(0).lt(1).default(0.9).describe('Default: 0.9.'),
    beta2: z.number().min(0).lt(1).default(0.999).describe('Default: 0.999.'),
    epsilon: z.number().positive().default(1e-6).describe('Default: 1e-6.'),
    weightDecay: z.number().min(0).max(1000).default(0).describe('Default: 0.'),
    kernelsOnly: z
      .boolean()
      .optional()
      .describe(
        "Biases and weights of normalisation take Adam's step, neither decayed nor scaled. Default: false.",
      ),
  }),
  programs: [],
  program: () => step!,
  varying: ['rate'],
  coefficients: ({ learningRate }) => ({ rate: learningRate! }),
  direction: directionOf,
};
