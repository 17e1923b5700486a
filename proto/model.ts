import type { Activation, Layer } from './study.ts';

/** A layer that has weights, with everything that drawing and counting them needs. */
export interface WeightedLayer {
  /** Kind and ordinal among its kind: `conv2d_1`, `dense_1`, `dense_2`. */
  readonly name: string;
  /** Position in the model, from 0. */
  readonly position: number;
  /** Keras's layout: [height, width, in, out] for a convolution, [in, out] for a dense layer. */
  readonly kernelShape: readonly number[];
  /** Length of the bias. */
  readonly units: number;
  /** As Keras counts them: receptive field × channels in, receptive field × channels out. */
  readonly fanIn: number;
  readonly fanOut: number;
  readonly activation: Activation;
  /** Whether this is the last layer with weights. */
  readonly output: boolean;
}

/** A layer and the shapes of one example before and after it. */
export interface ShapedLayer {
  readonly layer: Layer;
  readonly input: readonly number[];
  readonly output: readonly number[];
}

/** Why a model does not fit its input: the layer's position (from 0) and a sentence. */
export interface ModelProblem {
  readonly position: number;
  readonly problem: string;
}

const product = (shape: readonly number[]) => shape.reduce((total, size) => total * size, 1);

function outputShape(layer: Layer, input: readonly number[]): readonly number[] | string {
  if (layer.kind === 'flatten') return [product(input)];
  if (layer.kind === 'dense') {
    return input.length === 1
      ? [layer.units]
      : `a dense layer needs flat input, and gets [${input}]: put flatten before it`;
  }
  const [height, width, channels] = input;
  if (height === undefined || width === undefined || channels === undefined) {
    return `${layer.kind} needs images [height, width, channels], and gets [${input}]`;
  }
  if (layer.kind === 'maxPool2d') {
    const pooled = [Math.floor(height / layer.size), Math.floor(width / layer.size), channels];
    return pooled[0]! > 0 && pooled[1]! > 0
      ? pooled
      : `a pool of ${layer.size} does not fit into ${height} × ${width}`;
  }
  const lost = layer.padding === 'same' ? 0 : layer.kernel - 1;
  return height > lost && width > lost
    ? [height - lost, width - lost, layer.filters]
    : `a kernel of ${layer.kernel} does not fit into ${height} × ${width}`;
}

/** Follows one example's shape through the model; stops at the first layer that does not fit. Pure. */
export function shapeModel(
  model: readonly Layer[],
  inputShape: readonly number[],
): { readonly layers: readonly ShapedLayer[]; readonly problem?: ModelProblem } {
  const layers: ShapedLayer[] = [];
  let input = inputShape;
  for (const [position, layer] of model.entries()) {
    const output = outputShape(layer, input);
    if (typeof output === 'string') return { layers, problem: { position, problem: output } };
    layers.push({ layer, input, output });
    input = output;
  }
  return { layers };
}

/** The layers with weights, in order, for a model that fits (see `shapeModel`). Pure. */
export function weightedLayers(
  model: readonly Layer[],
  inputShape: readonly number[],
): readonly WeightedLayer[] {
  const ordinals = new Map<string, number>();
  const found = shapeModel(model, inputShape).layers.flatMap(({ layer, input }, position) => {
    if (layer.kind !== 'conv2d' && layer.kind !== 'dense') return [];
    const ordinal = (ordinals.get(layer.kind) ?? 0) + 1;
    ordinals.set(layer.kind, ordinal);
    const field = layer.kind === 'conv2d' ? [layer.kernel, layer.kernel] : [];
    const channels = input[input.length - 1]!;
    const units = layer.kind === 'conv2d' ? layer.filters : layer.units;
    return {
      name: `${layer.kind}_${ordinal}`,
      position,
      kernelShape: [...field, channels, units],
      units,
      fanIn: product(field) * channels,
      fanOut: product(field) * units,
      activation: layer.activation,
    };
  });
  return found.map((layer, index) => ({ ...layer, output: index === found.length - 1 }));
}
