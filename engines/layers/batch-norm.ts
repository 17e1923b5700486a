import { z } from 'zod';
import type { Value } from '../ir/form.ts';
import { constant, share } from '../ir/leaves.ts';
import { batchNorm as normalise } from '../ir/operations/batch-norm.ts';
import { add, divide, max, multiply, subtract, times } from '../ir/operations/binary.ts';
import { broadcastLike } from '../ir/operations/reduce.ts';
import { rsqrt } from '../ir/operations/unary.ts';
import type { Building } from './building.ts';
import { defineLayer, type LayerDefinition } from './layer.ts';
import type { ParameterSpec } from './parameter.ts';
import { type Shape, volume } from './shape.ts';

type BatchNorm = {
  readonly kind: 'batchNorm';
  readonly momentum: number;
  readonly epsilon: number;
  /** Absent: there is a beta, there is a gamma. */
  readonly center?: false;
  readonly scale?: false;
};

const schema = z.strictObject({
  momentum: z.number().min(0).max(1).default(0.99).describe('Of the moving statistics. Default: 0.99.'),
  epsilon: z.number().positive().max(1).default(0.001).describe('Added to the variance. Default: 0.001.'),
  center: z.boolean().default(true).describe('Whether there is a beta. Default: true.'),
  scale: z.boolean().default(true).describe('Whether there is a gamma. Default: true.'),
});

/**
 * Batch normalisation as Keras 2.15 has it: a training step normalises with the batch's statistics and moves
 * the moving ones towards them, an evaluation uses those as they are.
 */
export const batchNorm: LayerDefinition = defineLayer<BatchNorm>({
  kind: 'batchNorm',
  description: 'Batch normalisation (Ioffe and Szegedy, 2015).',
  schema,
  bare: true,
  resolve(entry) {
    const { momentum, epsilon, center, scale } = entry as z.infer<typeof schema>;
    const layer = { kind: 'batchNorm', momentum, epsilon } as const;
    return { ...layer, ...(center ? {} : { center }), ...(scale ? {} : { scale }) };
  },
  shape: (_, input) => input,
  parameters({ center = true, scale = true }, input) {
    const shape = [input.at(-1)!];
    const all: ParameterSpec[] = [
      { name: 'gamma', role: 'gamma', shape },
      { name: 'beta', role: 'beta', shape },
      { name: 'movingMean', role: 'movingMean', shape },
      { name: 'movingVariance', role: 'movingVariance', shape },
    ];
    return all.filter(({ role }) => (role !== 'gamma' || scale) && (role !== 'beta' || center));
  },
  build({ layer, input }, x, at) {
    const { movingMean, movingVariance } = at.parameters as Record<string, Value>;
    const gamma = at.parameters.gamma ?? broadcastLike(constant(1), movingMean!);
    const beta = at.parameters.beta ?? broadcastLike(constant(0), movingMean!);
    if (!at.training) {
      const scale = multiply(gamma, rsqrt(add(movingVariance!, constant(layer.epsilon))));
      return add(multiply(x, scale), subtract(beta, multiply(movingMean!, scale)));
    }
    const { y, mean, variance } = normalise(x, gamma, beta, layer.epsilon);
    move(at, layer.momentum, 'movingMean', mean);
    move(at, layer.momentum, 'movingVariance', input.length === 3 ? unbiased(variance, input) : variance);
    return y;
  },
});

function move(at: Building, momentum: number, name: string, batch: Value): void {
  at.assign(name, add(times(at.parameters[name]!, momentum), times(batch, 1 - momentum)));
}

/**
 * The variance divided by the number of values less one, as Keras moves it on for images (and only for
 * images): its fused kernel does.
 */
function unbiased(variance: Value, input: Shape): Value {
  const one = times(share(), 1 / volume(input.slice(0, 2)));
  return divide(variance, max(subtract(constant(1), one), one));
}
