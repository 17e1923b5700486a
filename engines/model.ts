import { follow, MOST_LAYERS, type Place } from './follow.ts';
import { isTrainable, type ParameterSpec } from './layers/parameter.ts';
import { layerDefinition } from './layers/registry.ts';
import { type Placed, type Shape, volume } from './layers/shape.ts';
import type { Activation, Layer } from './network.ts';

/** A layer of a model that is no composite, with its name and parameters. */
export interface NamedLayer extends Placed {
  /** Kind and ordinal among its kind: `conv2d_1`, `dense_1`, `dense_2`. */
  readonly name: string;
  /** Where it stands below `model`. */
  readonly place: Place;
  readonly parameters: readonly ParameterSpec[];
  /** The number of its first parameter among the model's. */
  readonly firstParameter: number;
}

/** A layer that has a kernel, with everything that drawing and counting its weights needs. */
export interface WeightedLayer {
  readonly name: string;
  /** Position among the model's layers that are no composites, from 0. */
  readonly position: number;
  /** Whether this is the last layer with weights. */
  readonly output: boolean;
  /** Of its first kernel, in Keras's layout, and as Keras counts fans. */
  readonly kernelShape: readonly number[];
  readonly fanIn: number;
  readonly fanOut: number;
  /** Channels of its values. */
  readonly units: number;
  /** What follows the sum; it is part of the layer. */
  readonly activation: Activation;
  /** The number of the kernel among the model's parameters. */
  readonly kernel: number;
}

/** Why a model does not fit its input: the layer's place below `model`, and a sentence. */
export interface ModelProblem {
  readonly place: Place;
  readonly problem: string;
}

/** Stops the way through a model. */
class Misfit {
  constructor(readonly found: ModelProblem) {}
}

/**
 * Follows one example's shape through the model; stops at the first layer that does not fit. The layers are
 * those that are no composites, in the order in which values go through them. Throws INTERNAL for an unknown
 * kind. Pure.
 */
export function shapeModel(
  model: readonly Layer[],
  inputShape: Shape,
): { readonly layers: readonly NamedLayer[]; readonly problem?: ModelProblem } {
  const layers: NamedLayer[] = [];
  try {
    follow(model, inputShape, {
      layer(layer, input, place) {
        const named = nameLayer(layers, layer, input, place);
        layers.push(named);
        return named.output;
      },
      add(main, shortcut, place) {
        if (main.join() === shortcut.join()) return main;
        const problem = `main ends in [${main}] and shortcut in [${shortcut}]: they are added up, and must have the same shape`;
        throw new Misfit({ place, problem });
      },
    });
  } catch (error) {
    if (error instanceof Misfit) return { layers, problem: error.found };
    throw error;
  }
  return { layers };
}

function nameLayer(before: readonly NamedLayer[], layer: Layer, input: Shape, place: Place): NamedLayer {
  if (before.length === MOST_LAYERS)
    throw new Misfit({ place, problem: `a model has at most ${MOST_LAYERS} layers, repetitions counted` });
  const definition = layerDefinition(layer);
  if (definition.readsNumbers && before.length > 0)
    throw new Misfit({ place, problem: `${layer.kind} reads whole numbers: it can only be the first layer` });
  const output = definition.shape(layer, input);
  if (typeof output === 'string') throw new Misfit({ place, problem: output });
  const ordinal = before.filter((other) => other.layer.kind === layer.kind).length + 1;
  const parameters = definition.parameters?.(layer, input) ?? [];
  const last = before.at(-1);
  const firstParameter = last === undefined ? 0 : last.firstParameter + last.parameters.length;
  return { layer, input, output, name: `${layer.kind}_${ordinal}`, place, parameters, firstParameter };
}

/**
 * The layers with kernels, in order, for a model that fits (see `shapeModel`). Throws INTERNAL for an unknown
 * kind. Pure.
 */
export function weightedLayers(model: readonly Layer[], inputShape: Shape): readonly WeightedLayer[] {
  const found = shapeModel(model, inputShape).layers.flatMap((named, position) => {
    const { layer, name, parameters, firstParameter } = named;
    const own = parameters.findIndex(({ role }) => role === 'kernel');
    if (own < 0) return [];
    const { shape: kernelShape, fanIn = 0, fanOut = 0 } = parameters[own]!;
    const kernel = firstParameter + own;
    const activation = (layer.activation as Activation | undefined) ?? 'linear';
    const units = named.output.at(-1)!;
    const counted = { kernelShape, fanIn, fanOut, units, activation };
    return { name, position, ...counted, kernel };
  });
  return found.map((layer, index) => ({ ...layer, output: index === found.length - 1 }));
}

/** A model's parameters in the order of `Weights`, each with its layer. Pure. */
export function modelParameters(
  model: readonly Layer[],
  inputShape: Shape,
): readonly { readonly layer: string; readonly parameter: ParameterSpec }[] {
  return shapeModel(model, inputShape).layers.flatMap(({ name, parameters }) =>
    parameters.map((parameter) => ({ layer: name, parameter })),
  );
}

/** How many numbers a model's training changes, and how many it keeps beside them. Pure. */
export function countParameters(model: readonly Layer[], inputShape: Shape) {
  const counts = { trainable: 0, others: 0 };
  for (const { parameter } of modelParameters(model, inputShape))
    counts[isTrainable(parameter) ? 'trainable' : 'others'] += volume(parameter.shape);
  return counts;
}
