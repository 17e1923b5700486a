/**
 * The arithmetic that every engine must agree with, written for being obviously right: plain loops in double
 * precision over one example at a time, gradients by central differences. Tests only; small models only.
 */

import { createHash } from 'node:crypto';
import type { Batch, Program } from './engine.ts';
import { layerDefinition } from './layers/registry.ts';
import type { Placed } from './layers/shape.ts';
import { shapeModel } from './model.ts';
import type { Activation } from './network.ts';
import type { Value } from './optimizers/program.ts';
import { coefficientsOf, programOf } from './optimizers/registry.ts';

/** Weights in double precision: kernel and bias of each layer that has them. */
export type ExactWeights = readonly Float64Array[];

const ACTIVATIONS: Partial<Record<Activation, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softmax: (x) => x,
};

/** A layer of a program, and where its kernel stands among the program's weights; its bias follows. */
interface ExactLayer {
  readonly placed: Placed;
  readonly kernel?: number;
}

function layersOf(program: Program): readonly ExactLayer[] {
  let next = 0;
  return shapeModel(program.model, program.inputShape).layers.map((placed) => {
    if (placed.parameters.length === 0) return { placed };
    next += 2;
    return { placed, kernel: next - 2 };
  });
}

const NONE = new Float64Array(0);

/** One example's values behind some layers, before softmax. `onValues` hears of each layer with weights. */
function forward(
  layers: readonly ExactLayer[],
  weights: ExactWeights,
  example: Float64Array,
  onValues: (values: Float64Array, shape: readonly number[]) => void = () => undefined,
): Float64Array {
  let values = example;
  for (const { placed, kernel } of layers) {
    const chain = layerDefinition(placed.layer).chain!;
    if (kernel === undefined) {
      values = chain.exact(placed, values, NONE, NONE);
      continue;
    }
    const activation = placed.layer.activation as Activation;
    values = chain
      .exact(placed, values, weights[kernel]!, weights[kernel + 1]!)
      .map(ACTIVATIONS[activation]!);
    onValues(values, placed.output);
  }
  return values;
}

/** A batch's examples one by one, scaled as the program says. */
function examplesOf(program: Program, { x, y }: Batch): Float64Array[] {
  const size = x.length / y.length;
  return Array.from(y, (_, example) =>
    Float64Array.from(x.subarray(example * size, (example + 1) * size), (value) => value * program.scale),
  );
}

/** The cross-entropy of an example of this class. */
function lossOf(logits: Float64Array, label: number): number {
  const top = Math.max(...logits);
  const total = logits.reduce((sum, z) => sum + Math.exp(z - top), 0);
  return Math.log(total) + top - logits[label]!;
}

/** Mean cross-entropy and accuracy of a batch, and the logits, example by example. */
export function evaluateExactly(program: Program, weights: ExactWeights, batch: Batch) {
  const layers = layersOf(program);
  const n = batch.y.length;
  let loss = 0;
  let right = 0;
  const all: number[] = [];
  for (const [i, example] of examplesOf(program, batch).entries()) {
    const logits = forward(layers, weights, example);
    all.push(...logits);
    loss += lossOf(logits, batch.y[i]!) / n;
    right += logits.indexOf(Math.max(...logits)) === batch.y[i] ? 1 / n : 0;
  }
  return { loss, accuracy: right, logits: all };
}

/** Mean, variance and share of silent units of each layer with weights, at every third row and column. */
export function activityExactly(program: Program, weights: ExactWeights, batch: Batch) {
  const layers: Map<number, number[]>[] = [];
  for (const example of examplesOf(program, batch)) {
    let layer = 0;
    forward(layersOf(program), weights, example, (outputs, shape) => {
      layers[layer] ??= new Map();
      const units = layers[layer++]!;
      const [columns, channels] = [shape[1] ?? 1, shape.at(-1)!];
      for (const [at, value] of outputs.entries()) {
        const place = Math.floor(at / channels);
        if (shape.length === 3 && (place % columns) % 3 !== 0) continue;
        if (shape.length === 3 && Math.floor(place / columns) % 3 !== 0) continue;
        units.set(at % channels, [...(units.get(at % channels) ?? []), value]);
      }
    });
  }
  return layers.map((units) => {
    const all = [...units.values()].flat();
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
    const dead = [...units.values()].filter((values) => values.every((value) => value === 0)).length;
    return { mean, variance, deadShare: dead / units.size };
  });
}

const known = new Map<string, readonly Float64Array[]>();

/**
 * The gradient of a batch's mean loss by every weight, by central differences. Tests hold several engines and
 * optimizers to the same gradients: each is computed once in a process.
 */
export function gradientsExactly(
  program: Program,
  weights: ExactWeights,
  batch: Batch,
): readonly Float64Array[] {
  const { model, inputShape, scale } = program;
  const hash = createHash('sha256').update(
    JSON.stringify({ model, inputShape, scale, type: batch.x.constructor.name }),
  );
  for (const { buffer, byteOffset, byteLength } of [...weights, batch.x, batch.y])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  const key = hash.digest('hex');
  const gradients = known.get(key) ?? differentiate(program, weights, batch);
  known.set(key, gradients);
  return gradients;
}

/**
 * What stands before a layer does not depend on its weights: the differences are taken from there on.
 */
function differentiate(program: Program, weights: ExactWeights, { x, y }: Batch): Float64Array[] {
  const layers = layersOf(program);
  const examples = examplesOf(program, { x, y });
  return layers.flatMap(({ kernel }, position) => {
    if (kernel === undefined) return [];
    const inputs = examples.map((example) => forward(layers.slice(0, position), weights, example));
    const behind = layers.slice(position);
    const meanLoss = () =>
      inputs.reduce((sum, input, i) => sum + lossOf(forward(behind, weights, input), y[i]!) / y.length, 0);
    return [weights[kernel]!, weights[kernel + 1]!].map((array) => centralDifferences(array, meanLoss));
  });
}

/** How `value` changes with each number of an array that it reads. */
function centralDifferences(array: Float64Array, value: () => number): Float64Array {
  const step = 1e-5;
  return array.map((start, index) => {
    array[index] = start + step;
    const above = value();
    array[index] = start - step;
    const below = value();
    array[index] = start;
    return (above - below) / (2 * step);
  });
}

/**
 * The weights after one optimizer step on each batch in turn, in double precision. `rates`: what the learning
 * rate is multiplied by in each step; absent: 1.
 */
export function trainExactly(
  program: Program,
  start: ExactWeights,
  batches: readonly Batch[],
  rates: readonly number[] = [],
): ExactWeights {
  const { optimizer } = program;
  const { coefficients: names, written } = programOf(optimizer);
  const weights = start.map((array) => array.slice());
  const first = start.map((array) => new Float64Array(array.length));
  const second = start.map((array) => new Float64Array(array.length));
  for (const [step, batch] of batches.entries()) {
    const gradients = gradientsExactly(program, weights, batch);
    const values = coefficientsOf(optimizer, step + 1, rates[step]);
    const coefficients = Object.fromEntries(names.map((name, at) => [name, values[at]!]));
    for (const [index, array] of weights.entries()) {
      const [m, v] = [first[index]!, second[index]!];
      for (const [i, gradient] of gradients[index]!.entries()) {
        const reads = { weight: array[i]!, gradient, state1: m[i]!, state2: v[i]! };
        array[i] = evaluate(written.weight, reads, coefficients);
        if (written.state1) m[i] = evaluate(written.state1, reads, coefficients);
        if (written.state2) v[i] = evaluate(written.state2, reads, coefficients);
      }
    }
  }
  return weights;
}

/** A value of an update program, in double precision. */
export function evaluate(
  value: Value,
  reads: Readonly<Record<'weight' | 'gradient' | 'state1' | 'state2', number>>,
  coefficients: Readonly<Record<string, number>>,
): number {
  if (value.kind === 'read') return reads[value.from];
  if (value.kind === 'coefficient') return coefficients[value.name]!;
  const a = evaluate(value.a, reads, coefficients);
  if (value.kind === 'sqrt') return Math.sqrt(a);
  if (value.kind === 'sign') return Math.sign(a);
  const b = evaluate(value.b, reads, coefficients);
  return { '+': a + b, '-': a - b, '*': a * b, '/': a / b }[value.op];
}
