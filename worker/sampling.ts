/**
 * What goes on inside the layers while a pack trains: sampled before the first step and after epochs, always on the same probe batch, the
 * first one of the first epoch. A sample costs about two steps, so short epochs are passed over.
 */
import type { LayerSample } from '../proto/results.ts';
import type { Batch, LayerSignal, Trainer, Weights } from './engine/engine.ts';

/** Fewest steps between two samples: so the cost stays below 2% (docs/performance.md has the measurement). */
const LEAST_STEPS = 150;
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

/** Samples the layers of a pack in training. */
export class LayerSampler {
  /** Each trial's samples, in the order of their epochs. */
  readonly samples: LayerSample[][];
  /** Largest absolute gradient of each trial's layers before the first step: [trial][layer]. */
  reach: number[][] = [];
  readonly #trainer: Trainer;
  readonly #layers: readonly string[];
  readonly #scale: number;
  #probe: Batch | undefined;

  /** `layers`: names of the layers with weights. `scale`: what raw input values are multiplied by. */
  constructor(trainer: Trainer, layers: readonly string[], trials: number, scale: number) {
    this.#trainer = trainer;
    this.#layers = layers;
    this.#scale = scale;
    this.samples = Array.from({ length: trials }, () => []);
  }

  /** Takes the very first step, and samples the layers as they were before it; `batch` becomes the probe. */
  first(batch: Batch): void {
    this.#probe = batch;
    const signals = this.#trainer.inspect(batch);
    this.reach = signals.map((layers) => layers.map(({ gradientReach }) => gradientReach));
    this.#keep(0, signals, this.#stepAndCompare(batch));
  }

  /** Takes the last step of an epoch (counted from 1), and samples the layers as they are behind it. */
  last(batch: Batch, epoch: number): void {
    const ratios = this.#stepAndCompare(batch);
    this.#keep(epoch, this.#trainer.inspect(this.#probe!), ratios);
  }

  /** One step, and how far it moved each layer's kernel: [trial][layer], the update's norm over that of the weights before. */
  #stepAndCompare(batch: Batch): number[][] {
    const before = this.samples.map((_, trial) => this.#trainer.weights(trial));
    this.#trainer.step(batch);
    return before.map((weights, trial) => updateRatios(weights, this.#trainer.weights(trial)));
  }

  #keep(epoch: number, signals: readonly LayerSignal[][], ratios: readonly number[][]): void {
    const input = spread(this.#probe!.x, this.#scale);
    for (const [trial, samples] of this.samples.entries()) {
      samples.push({
        epoch,
        input,
        layers: this.#layers.map((layer, index) => {
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

/** ‖after − before‖ / ‖before‖ of each kernel; infinite or NaN where the kernel was all 0. Pure. */
export function updateRatios(before: Weights, after: Weights): number[] {
  const ratios: number[] = [];
  for (let index = 0; index < before.length; index += 2) {
    const [old, now] = [before[index]!, after[index]!];
    let [moved, size] = [0, 0];
    for (let at = 0; at < old.length; at++) {
      moved += (now[at]! - old[at]!) ** 2;
      size += old[at]! ** 2;
    }
    ratios.push(Math.sqrt(moved / size));
  }
  return ratios;
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
