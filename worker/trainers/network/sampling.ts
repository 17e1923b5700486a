/**
 * What goes on inside the layers while a pack trains: sampled before the first step and after epochs, always
 * on the same probe, the first examples of the first batch. A sample costs about two steps, so short epochs
 * are passed over.
 */

import type { DatasetFacts } from '../../../datasets/dataset.ts';
import type { Batch, LayerSignal, Trainer, Weights } from '../../../engines/engine.ts';
import { volume } from '../../../engines/layers/shape.ts';
import type { WeightedLayer } from '../../../engines/model.ts';
import type { LayerSample } from '../../../proto/findings.ts';

/** Fewest steps between two samples: so the cost stays below 2% (docs/statistics.md has the measurement). */
const LEAST_STEPS = 150;
/** Examples that are looked at. */
const PROBE_EXAMPLES = 16;
/** The most samples of a trial after the first. */
const MOST_SAMPLES = 32;

/** After which epochs, counted from 1, the layers are sampled. Pure. */
export function sampledEpochs(stepsPerEpoch: number, epochs: number): ReadonlySet<number> {
  const apart = Math.max(LEAST_STEPS, Math.ceil((stepsPerEpoch * epochs) / MOST_SAMPLES));
  const sampled = new Set<number>();
  let last = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    if (epoch * stepsPerEpoch - last < apart) continue;
    sampled.add(epoch);
    last = epoch * stepsPerEpoch;
  }
  return sampled;
}

/** A layer that is sampled: its name, and the number of its kernel among the weights. */
export type SampledLayer = Pick<WeightedLayer, 'name' | 'kernel'>;

/** Samples the layers of a pack in training. */
export class LayerSampler {
  /** Each trial's samples, in the order of their epochs. */
  readonly samples: LayerSample[][];
  /** Largest absolute gradient of each trial's layers before the first step: [trial][layer]. */
  reach: number[][] = [];
  readonly #trainer: Trainer;
  readonly #layers: readonly SampledLayer[];
  readonly #initial: readonly Weights[];
  readonly #scale: number;
  readonly #values: number;
  #probe: Batch | undefined;

  /**
   * `layers`: the layers with kernels. `initial`: each trial's first weights. `shape`: of an example;
   * `scale`: what its raw values are multiplied by.
   */
  constructor(
    trainer: Trainer,
    layers: readonly SampledLayer[],
    initial: readonly Weights[],
    { shape, scale }: Pick<DatasetFacts, 'shape' | 'scale'>,
  ) {
    this.#trainer = trainer;
    this.#layers = layers;
    this.#initial = initial;
    this.#scale = scale;
    this.#values = volume(shape);
    this.samples = initial.map(() => []);
  }

  /**
   * Takes the very first step, and samples the layers as they were before it; the batch's first examples
   * become the probe.
   */
  first(batch: Batch, rate?: number): void {
    this.#probe = firstOf(batch, PROBE_EXAMPLES, this.#values);
    const signals = this.#trainer.inspect(this.#probe);
    this.reach = signals.map((layers) => layers.map(({ maxAbsGradient }) => maxAbsGradient));
    this.#trainer.step(batch, rate);
    this.#keep(0, signals, this.#ratiosSince(this.#initial));
  }

  /** Takes the last step of an epoch (counted from 1), and samples the layers as they are behind it. */
  last(batch: Batch, epoch: number, rate?: number): void {
    const before = this.samples.map((_, trial) => this.#trainer.weights(trial));
    this.#trainer.step(batch, rate);
    this.#keep(epoch, this.#trainer.inspect(this.#probe!), this.#ratiosSince(before));
  }

  /**
   * How far each layer's kernel has moved: [trial][layer], the update's norm over that of the weights before.
   */
  #ratiosSince(before: readonly Weights[]): number[][] {
    const kernels = this.#layers.map(({ kernel }) => kernel);
    return before.map((weights, trial) => updateRatios(weights, this.#trainer.weights(trial), kernels));
  }

  #keep(epoch: number, signals: readonly LayerSignal[][], ratios: readonly number[][]): void {
    const input = spread(this.#probe!.x, this.#scale);
    for (const [trial, samples] of this.samples.entries()) {
      samples.push({
        epoch,
        input,
        layers: this.#layers.map(({ name: layer }, index) => {
          const { mean, variance, deadShare, gradientNorm } = signals[trial]![index]!;
          return {
            layer,
            mean: figure(mean),
            variance: figure(variance),
            deadShare: figure(deadShare),
            gradientNorm: figure(gradientNorm),
            updateRatio: figure(ratios[trial]![index]!),
          };
        }),
      });
    }
  }
}

/** The most weights of a kernel that are compared. */
const ENOUGH_WEIGHTS = 65_536;

/**
 * ‖after − before‖ / ‖before‖ of each kernel, by their numbers among the weights; infinite or NaN where the
 * kernel was all 0. Pure.
 */
export function updateRatios(before: Weights, after: Weights, kernels: readonly number[]): number[] {
  const ratios: number[] = [];
  for (const index of kernels) {
    const [old, now] = [before[index]!, after[index]!];
    // Of a large kernel a part, evenly taken, tells the same.
    const stride = Math.ceil(old.length / ENOUGH_WEIGHTS);
    let [moved, size] = [0, 0];
    for (let at = 0; at < old.length; at += stride) {
      moved += (now[at]! - old[at]!) ** 2;
      size += old[at]! ** 2;
    }
    ratios.push(Math.sqrt(moved / size));
  }
  return ratios;
}

/** The first examples of a batch; each has `values` values, and may have several targets. */
function firstOf({ x, y }: Batch, most: number, values: number): Batch {
  const examples = x.length / values;
  const n = Math.min(most, examples);
  return { x: x.subarray(0, n * values), y: y.subarray(0, (n * y.length) / examples) };
}

function spread(values: Uint8Array | Float32Array, scale: number) {
  let [sum, squares] = [0, 0];
  for (const raw of values) {
    sum += raw * scale;
    squares += (raw * scale) ** 2;
  }
  const mean = sum / values.length;
  return { mean: figure(mean), variance: figure(squares / values.length - mean * mean) };
}

/** Five digits are more than a picture shows; what is not finite has no figure. */
const figure = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null);
