import * as tf from '@tensorflow/tfjs-core';
import { type ShapedLayer, shapeModel, type WeightedLayer, weightedLayers } from '../../../proto/model.ts';
import type { Batch, LayerSignal, Program, Trainer, Weights } from '../engine.ts';
import { activitiesOf } from './activity.ts';
import { backward, type Flow, forward, type Gradients, type Step } from './layers.ts';
import { countCorrect, crossEntropy } from './loss.ts';
import { type Updater, updaterOf } from './optimizer.ts';
import { normOfTrials, type PackedLayer, packWeights, reachOfTrials, unpackWeights } from './packing.ts';

/** Examples that one evaluation pass takes at once. */
export const EVALUATION_BATCH = 500;

/**
 * A pack in training with nothing but tfjs-core operations, on whatever backend is set. It needs the kernels
 * Conv2DBackpropFilter, Conv2DBackpropInput and MaxPoolGrad for models with those layers.
 */
export class GraphTrainer implements Trainer {
  readonly #program: Program;
  readonly #trials: number;
  readonly #shaped: readonly ShapedLayer[];
  readonly #layers: readonly WeightedLayer[];
  readonly #packed: readonly PackedLayer[];
  readonly #updaters: readonly { readonly kernel: Updater; readonly bias: Updater }[];
  #losses: tf.Tensor1D[] = [];

  constructor(program: Program, weights: readonly Weights[]) {
    this.#program = program;
    this.#trials = weights.length;
    this.#shaped = shapeModel(program.model, program.inputShape).layers;
    this.#layers = weightedLayers(program.model, program.inputShape);
    this.#packed = packWeights(this.#layers, weights);
    this.#updaters = this.#packed.map(({ kernel, bias }) => ({
      kernel: updaterOf(kernel, program.optimizer),
      bias: updaterOf(bias, program.optimizer),
    }));
  }

  step(batch: Batch): void {
    tf.tidy(() => {
      const { loss, gradients } = this.#gradients(batch);
      for (const [index, { kernel, bias }] of this.#updaters.entries()) {
        kernel.apply(gradients[index]!.kernel);
        bias.apply(gradients[index]!.bias);
      }
      this.#losses.push(tf.keep(loss));
    });
  }

  takeLosses(): Float32Array[] {
    if (this.#losses.length === 0) return [];
    const all = tf.tidy(() => tf.stack(this.#losses).dataSync() as Float32Array);
    tf.dispose(this.#losses);
    const steps = this.#losses.map((_, step) => all.slice(step * this.#trials, (step + 1) * this.#trials));
    this.#losses = [];
    return steps;
  }

  evaluate(batch: Batch): { loss: Float64Array; accuracy: Float64Array } {
    const loss = new Float64Array(this.#trials);
    const accuracy = new Float64Array(this.#trials);
    const n = batch.y.length;
    const size = batch.x.length / n;
    for (let from = 0; from < n; from += EVALUATION_BATCH) {
      const to = Math.min(n, from + EVALUATION_BATCH);
      const part = { x: batch.x.subarray(from * size, to * size), y: batch.y.subarray(from, to) };
      const [lost, right] = tf.tidy(() => {
        const { logits, y } = this.#forward(part);
        const total = tf.sum(crossEntropy(logits, y).perExample, 1);
        return [total.dataSync(), countCorrect(logits, y).dataSync()];
      });
      for (let p = 0; p < this.#trials; p++) {
        loss[p]! += lost![p]! / n;
        accuracy[p]! += right![p]! / n;
      }
    }
    return { loss, accuracy };
  }

  inspect(batch: Batch): LayerSignal[][] {
    const perLayer = tf.tidy(() => {
      const { gradients, steps } = this.#gradients(batch);
      return this.#layers.map((layer, index) => ({
        activities: activitiesOf(steps[layer.position]!.output.value, this.#trials),
        norms: normOfTrials(layer, gradients[index]!, this.#trials).dataSync(),
        reach: reachOfTrials(layer, gradients[index]!, this.#trials).dataSync(),
      }));
    });
    return Array.from({ length: this.#trials }, (_, p) =>
      perLayer.map(({ activities, norms, reach }) => ({
        ...activities[p]!,
        gradientNorm: norms[p]!,
        gradientReach: reach[p]!,
      })),
    );
  }

  weights(trial: number): Weights {
    return unpackWeights(this.#layers, this.#packed, trial, this.#trials);
  }

  dispose(): void {
    for (const { kernel, bias } of [...this.#packed, ...this.#updaters]) {
      kernel.dispose();
      bias.dispose();
    }
    tf.dispose(this.#losses);
    this.#losses = [];
  }

  #forward(batch: Batch): { logits: tf.Tensor3D; y: tf.Tensor1D; steps: Step[] } {
    const { inputShape, scale } = this.#program;
    const raw = tf.tensor(Float32Array.from(batch.x), [batch.y.length, ...inputShape]);
    let flow: Flow = { value: tf.mul(raw, scale), shared: true };
    const steps: Step[] = [];
    let weighted = 0;
    for (const shaped of this.#shaped) {
      const input = flow;
      flow = forward(
        shaped,
        input,
        this.#hasWeights(shaped) ? this.#packed[weighted++] : undefined,
        this.#trials,
      );
      steps.push({ input, output: flow });
    }
    return { logits: flow.value as tf.Tensor3D, y: tf.tensor1d(batch.y, 'int32'), steps };
  }

  /** The losses [P] of one batch and the gradients of each layer with weights. */
  #gradients(batch: Batch): { loss: tf.Tensor1D; gradients: Gradients[]; steps: Step[] } {
    const { logits, y, steps } = this.#forward(batch);
    const loss = crossEntropy(logits, y);
    const gradients: Gradients[] = [];
    let dy: tf.Tensor | undefined = loss.gradient;
    let weighted = this.#packed.length;
    for (let index = this.#shaped.length - 1; index >= 0 && dy !== undefined; index--) {
      const shaped = this.#shaped[index]!;
      const weights: PackedLayer | undefined = this.#hasWeights(shaped)
        ? this.#packed[--weighted]
        : undefined;
      const result = backward(shaped, steps[index]!, dy, weights, this.#trials);
      if (result.gradients) gradients.unshift(result.gradients);
      dy = result.dx;
    }
    return { loss: tf.mean(loss.perExample, 1) as tf.Tensor1D, gradients, steps };
  }

  #hasWeights({ layer }: ShapedLayer): boolean {
    return layer.kind === 'conv2d' || layer.kind === 'dense';
  }
}
