/** Layer-sequential unit variance: kernels divided until what their layers make of a batch has variance 1. */
import type { Program } from './engine.ts';
import { follow } from './follow.ts';
import type { Node, Value } from './ir/form.ts';
import { type Computed, type Given, interpret } from './ir/interpreter.ts';
import { input, parameter } from './ir/leaves.ts';
import { add, times } from './ir/operations/binary.ts';
import { nodesOf } from './ir/order.ts';
import { buildingOf } from './ir/program/forward.ts';
import { openMasks } from './ir/program/masks.ts';
import type { MaskSpec } from './ir/program/program.ts';
import { activate } from './layers/activation.ts';
import { layerDefinition } from './layers/registry.ts';
import { volume } from './layers/shape.ts';
import { modelParameters, type NamedLayer, shapeModel } from './model.ts';
import type { Activation } from './network.ts';

/** Mishkin and Matas 2016, algorithm 1, has a limit and leaves it open. */
const MOST_DIVISIONS = 10;

type Network = Pick<Program, 'model' | 'inputShape' | 'scale'>;

/** A layer with a kernel: what comes out of it, before its activation. */
export interface LayerSum {
  readonly name: string;
  /** The number of its last kernel among the model's parameters. */
  readonly kernel: number;
  readonly sum: Value;
}

/** The layers with kernels, in the order in which values reach them; with masks as given. Pure. */
export function layerSums({ model, inputShape, scale }: Network): {
  readonly sums: readonly LayerSum[];
  readonly masks: readonly MaskSpec[];
} {
  const { layers } = shapeModel(model, inputShape);
  const parameters = modelParameters(model, inputShape).map(({ parameter: { shape } }, index) =>
    parameter(index, shape),
  );
  const sums: LayerSum[] = [];
  const masks: MaskSpec[] = [];
  let position = 0;
  const raw = input('x', { shape: inputShape, batched: true });
  const first = layers[0]?.layer;
  const x = scale === 1 || (first && layerDefinition(first).readsNumbers) ? raw : times(raw, scale);
  follow(model, x, {
    layer(_, value) {
      const named = layers[position++]!;
      const at = buildingOf(named, parameters, true, { assignments: [], masks });
      const kernel = named.parameters.findLastIndex(({ role }) => role === 'kernel');
      if (kernel < 0) return layerDefinition(named.layer).build(named, value, at);
      const sum = layerDefinition(named.layer).build(linear(named), value, at);
      sums.push({ name: named.name, kernel: named.firstParameter + kernel, sum });
      return activate(sum, (named.layer.activation as Activation | undefined) ?? 'linear');
    },
    add,
  });
  return { sums, masks };
}

const linear = (named: NamedLayer): NamedLayer =>
  'activation' in named.layer ? { ...named, layer: { ...named.layer, activation: 'linear' } } : named;

/**
 * Divides kernels, in place, layer after layer, by the standard deviation of what the layer makes of the
 * examples, before its activation, until its variance is within `tolerance` of 1, ten times at most. In
 * double precision, as in training (batch statistics; nothing dropped). A layer without any variance, or none
 * that is finite, stays as it is. Yields behind each division and each layer, so that whoever waits gets its
 * turn. `x`: examples in the dataset's own values, as a batch has them; `exempt`: a layer that is left alone.
 *
 * Mishkin and Matas 2016, All you need is a good init, algorithm 1. Pure but for `weights`.
 */
export function* unitVariance(
  network: Network,
  weights: readonly Float32Array[],
  x: ArrayLike<number>,
  { tolerance, exempt }: { readonly tolerance: number; readonly exempt?: string | undefined },
): Generator<void> {
  const { sums, masks } = layerSums(network);
  const examples = x.length / volume(network.inputShape);
  const given: Given = { examples, inputs: { x, ...openMasks(masks, examples) }, parameters: weights };
  const left = sums.filter(({ name }) => name !== exempt);
  const computed: Computed = new Map();
  for (const [at, { kernel, sum }] of left.entries()) {
    const before = new Set(computed.keys());
    for (let division = 0; ; division++) {
      const variance = varianceOf(interpret([sum], given, computed)[0]!);
      yield;
      const enough = Math.abs(variance - 1) <= tolerance || division === MOST_DIVISIONS;
      if (enough || !(variance > 0 && Number.isFinite(variance))) break;
      const deviation = Math.sqrt(variance);
      for (const [i, weight] of weights[kernel]!.entries()) weights[kernel]![i] = weight / deviation;
      for (const node of computed.keys()) if (!before.has(node)) computed.delete(node);
    }
    forget(
      computed,
      left.slice(at + 1).map((next) => next.sum),
    );
  }
}

/** Lets go of what the values that are left do not follow from directly. */
function forget(computed: Computed, left: readonly Value[]): void {
  const needed = new Set<Node>();
  for (const node of nodesOf(left, computed.keys())) for (const each of node.inputs) needed.add(each.node);
  for (const node of computed.keys()) if (!needed.has(node)) computed.delete(node);
}

/** Over all examples, places and units. */
export function varianceOf(values: Float64Array): number {
  const mean = values.reduce((total, value) => total + value / values.length, 0);
  return values.reduce((total, value) => total + (value - mean) ** 2 / values.length, 0);
}
