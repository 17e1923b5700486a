import type { Program } from './engine.ts';
import { isTrainable } from './layers/parameter.ts';
import { layerDefinition } from './layers/registry.ts';
import { volume } from './layers/shape.ts';
import { type NamedLayer, shapeModel } from './model.ts';
import { statesOf } from './optimizers/registry.ts';

/** What a network costs. */
export interface ModelCost {
  /** Numbers that training changes, and that it keeps beside them. */
  readonly trainable: number;
  readonly others: number;
  /** Products of convolutions and dense layers on the way of one example to its scores. */
  readonly multiplyAdds: number;
  /**
   * Bytes that a trial holds in a training step at least: weights, gradients, the optimizer's state, and each
   * layer's values for a batch. What an engine adds for its kernels is not in it.
   */
  readonly bytes: number;
}

/** What a network costs that fits its input, by its shapes alone. Pure. */
export function modelCost({
  model,
  inputShape,
  batchSize,
  optimizer,
}: Pick<Program, 'model' | 'inputShape' | 'batchSize' | 'optimizer'>): ModelCost {
  const { layers } = shapeModel(model, inputShape);
  const numbers = (wanted: boolean) =>
    sum(
      layers.flatMap(({ parameters }) =>
        parameters.filter((each) => isTrainable(each) === wanted).map(({ shape }) => volume(shape)),
      ),
    );
  const [trainable, others] = [numbers(true), numbers(false)];
  const values = volume(inputShape) + sum(layers.map(({ output }) => volume(output)));
  const kept = trainable * (2 + statesOf(optimizer)) + others;
  return {
    trainable,
    others,
    multiplyAdds: sum(layers.map(multiplyAddsOf)),
    bytes: 4 * (kept + batchSize * values),
  };
}

/** Each number of a kernel is used once for each place of the output; an embedding only looks up. */
function multiplyAddsOf({ layer, output, parameters }: NamedLayer): number {
  if (layerDefinition(layer).readsNumbers) return 0;
  const kernels = parameters.filter(({ role }) => role === 'kernel').map(({ shape }) => volume(shape));
  return sum(kernels) * volume(output.slice(0, -1));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
