import { shapeModel } from '../../../proto/model.ts';
import type { Activation } from '../../../proto/study.ts';
import type { Program } from '../../engine.ts';

/**
 * A model as single operations. `weights`: the position among the layers with weights. Softmax is left to the loss, which needs
 * the logits. Shapes are of one example.
 */
export type Operation =
  | {
      readonly kind: 'conv';
      readonly weights: number;
      readonly kernel: number;
      readonly channels: number;
      readonly filters: number;
      readonly padding: 'valid' | 'same';
      readonly activation: Activation;
    }
  | {
      readonly kind: 'dense';
      readonly weights: number;
      readonly features: number;
      readonly units: number;
      readonly activation: Activation;
    }
  | { readonly kind: 'activation'; readonly activation: 'relu' | 'tanh' | 'sigmoid' }
  | { readonly kind: 'pool'; readonly size: number }
  | { readonly kind: 'flatten'; readonly input: readonly [number, number, number] };

export type OperationOf<Kind extends Operation['kind']> = Extract<Operation, { readonly kind: Kind }>;

/**
 * The operations of a program's model. A relu goes behind the pooling that follows it: the largest of a window is the same, and so is
 * who is given the gradient, but there is a quarter of the work for both ways. Pure.
 */
export function operationsOf(program: Program): readonly Operation[] {
  const operations: Operation[] = [];
  let weights = 0;
  for (const { layer, input } of shapeModel(program.model, program.inputShape).layers) {
    if (layer.kind === 'maxPool2d') {
      const last = operations.at(-1);
      const pool = { kind: 'pool', size: layer.size } as const;
      if (last?.kind === 'activation' && last.activation === 'relu') operations.splice(-1, 0, pool);
      else operations.push(pool);
    } else if (layer.kind === 'flatten') {
      if (input.length === 3) operations.push({ kind: 'flatten', input: input as [number, number, number] });
    } else {
      const { activation } = layer;
      if (layer.kind === 'conv2d') {
        const { kernel, filters, padding } = layer;
        const channels = input[2]!;
        operations.push({
          kind: 'conv',
          weights: weights++,
          kernel,
          channels,
          filters,
          padding,
          activation,
        });
      } else {
        const features = input[0]!;
        operations.push({ kind: 'dense', weights: weights++, features, units: layer.units, activation });
      }
      if (activation === 'relu' || activation === 'tanh' || activation === 'sigmoid')
        operations.push({ kind: 'activation', activation });
    }
  }
  return operations;
}
