import type { Program } from '../../engine.ts';
import type { WeightedLayer } from '../../model.ts';
import { programOf } from '../../optimizers/registry.ts';
import { type First, type GraphBuilder, variable } from './builder.ts';
import type { Trained } from './update.ts';

/** The weights of one layer of one group. */
export interface TrainedLayer {
  readonly layer: WeightedLayer;
  readonly kernel: Trained;
  readonly bias: Trained;
}

/**
 * Makes the variables of a layer's weights for a group of `trials`, which share them. `kept`: what the
 * optimizer's states begin with.
 */
export function trainedLayer(
  graph: GraphBuilder,
  { optimizer }: Program,
  layer: WeightedLayer,
  trials: number,
  { name, kept }: { readonly name: string; readonly kept: First },
): TrainedLayer {
  const make = (part: string, shape: readonly number[]): Trained => ({
    variable: variable(graph, `${name}/${part}`, shape, 'fed'),
    states: Array.from({ length: programOf(optimizer).states }, (_, state) =>
      variable(graph, `${name}/${part}/state${state}`, shape, kept),
    ),
  });
  const { kernelShape, units } = layer;
  if (kernelShape.length === 4) {
    const kernel = [...kernelShape.slice(0, 3), trials * units];
    return { layer, kernel: make('kernel', kernel), bias: make('bias', [trials * units]) };
  }
  const [kernel, bias] =
    trials === 1
      ? [kernelShape, [units]]
      : [
          [trials, ...kernelShape],
          [trials, 1, units],
        ];
  return { layer, kernel: make('kernel', kernel), bias: make('bias', bias) };
}
