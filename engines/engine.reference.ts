/**
 * The arithmetic that every engine must agree with, written for being obviously right: plain loops in double
 * precision over one example at a time, gradients by central differences. Tests only; small models only.
 */

import type { Batch, Program } from './engine.ts';
import { layerDefinition } from './layers/registry.ts';
import { shapeModel } from './model.ts';
import type { Activation } from './network.ts';
import type { Value } from './optimizers/program.ts';
import { coefficientsOf, programOf } from './optimizers/registry.ts';

/** Weights in double precision: kernel and bias of each layer that has them. */
export type ExactWeights = readonly Float64Array[];

const ACTIVATIONS: Record<Activation, (x: number) => number> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softmax: (x) => x,
};

/**
 * The logits of one example: the last layer's values before softmax. `onValues` hears of each layer with
 * weights.
 */
export function logitsOf(
  program: Program,
  weights: ExactWeights,
  example: Float64Array,
  onValues: (values: Float64Array, shape: readonly number[]) => void = () => undefined,
): Float64Array {
  let values = example;
  let next = 0;
  const none = new Float64Array(0);
  for (const placed of shapeModel(program.model, program.inputShape).layers) {
    const definition = layerDefinition(placed.layer);
    const own = definition.weights?.(placed.layer, placed.input);
    const [kernel, bias] = own === undefined ? [none, none] : [weights[next++]!, weights[next++]!];
    values = definition.exact(placed, values, kernel, bias);
    if (own === undefined) continue;
    values = values.map(ACTIVATIONS[own.activation]);
    onValues(values, placed.output);
  }
  return values;
}

/** Mean cross-entropy and accuracy of a batch, and the logits, example by example. */
export function evaluateExactly(program: Program, weights: ExactWeights, batch: Batch) {
  const n = batch.y.length;
  const size = batch.x.length / n;
  let loss = 0;
  let right = 0;
  const all: number[] = [];
  for (let i = 0; i < n; i++) {
    const example = Float64Array.from(
      batch.x.subarray(i * size, (i + 1) * size),
      (value) => value * program.scale,
    );
    const logits = logitsOf(program, weights, example);
    all.push(...logits);
    const top = Math.max(...logits);
    const total = logits.reduce((sum, z) => sum + Math.exp(z - top), 0);
    loss += (Math.log(total) + top - logits[batch.y[i]!]!) / n;
    right += logits.indexOf(top) === batch.y[i] ? 1 / n : 0;
  }
  return { loss, accuracy: right, logits: all };
}

/** Mean, variance and share of silent units of each layer with weights, at every third row and column. */
export function activityExactly(program: Program, weights: ExactWeights, { x, y }: Batch) {
  const layers: Map<number, number[]>[] = [];
  const size = x.length / y.length;
  for (let example = 0; example < y.length; example++) {
    const values = Float64Array.from(
      x.subarray(example * size, (example + 1) * size),
      (value) => value * program.scale,
    );
    let layer = 0;
    logitsOf(program, weights, values, (outputs, shape) => {
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

/** The gradient of a batch's mean loss by every weight, by central differences. */
export function gradientsExactly(program: Program, weights: ExactWeights, batch: Batch): Float64Array[] {
  const step = 1e-5;
  return weights.map((array) =>
    array.map((value, index) => {
      array[index] = value + step;
      const above = evaluateExactly(program, weights, batch).loss;
      array[index] = value - step;
      const below = evaluateExactly(program, weights, batch).loss;
      array[index] = value;
      return (above - below) / (2 * step);
    }),
  );
}

/** The weights after one optimizer step on each batch in turn, in double precision. */
export function trainExactly(program: Program, start: ExactWeights, batches: readonly Batch[]): ExactWeights {
  const { optimizer } = program;
  const { coefficients: names, written } = programOf(optimizer);
  const weights = start.map((array) => array.slice());
  const first = start.map((array) => new Float64Array(array.length));
  const second = start.map((array) => new Float64Array(array.length));
  for (const [step, batch] of batches.entries()) {
    const gradients = gradientsExactly(program, weights, batch);
    const values = coefficientsOf(optimizer, step + 1);
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

function evaluate(
  value: Value,
  reads: Readonly<Record<'weight' | 'gradient' | 'state1' | 'state2', number>>,
  coefficients: Readonly<Record<string, number>>,
): number {
  if (value.kind === 'read') return reads[value.from];
  if (value.kind === 'coefficient') return coefficients[value.name]!;
  const a = evaluate(value.a, reads, coefficients);
  if (value.kind === 'sqrt') return Math.sqrt(a);
  const b = evaluate(value.b, reads, coefficients);
  return { '+': a + b, '-': a - b, '*': a * b, '/': a / b }[value.op];
}
