/**
 * What goes on inside the layers while a pack trains: sampled before the first step and after epochs, always
 * on the same probe, the first examples of the first batch. A sample costs about two steps, so short epochs
 * are passed over.
 */

import type { Batch, LayerSignal, Trainer, Weights } from '../../../engines/engine.ts';
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

/** What the probe's values mean. */
export interface Probed {
  /** What raw input values are multiplied by. */
  readonly scale: number;
  /** Numbers of a batch's `y` that belong to one example. */
  readonly targets: number;
}

/** What is known of a trial's layers so far. */
export interface Sampled {
  readonly samples: readonly LayerSample[];
  /** Largest absolute gradient of each layer before the first step. */
  readonly reach: readonly number[];
  /** The examples that the layers are looked at with. */
  readonly probe: Batch;
}

/** Samples the layers of a pack in training. */
export class LayerSampler {
  /** Each trial's samples, in the order of their epochs. */
  readonly samples: LayerSample[][];
  /** Largest absolute gradient of each trial's layers before the first step: [trial][layer]. */
  reach: number[][] = [];
  readonly #trainer: Trainer;
  readonly #layers: readonly SampledLayer[];
  readonly #initial: readonly Weights[];
  readonly #probed: Probed;
  #probe: Batch | undefined;

  /**
   * `layers`: the layers with kernels. `initial`: each trial's first weights. `from`: what is known of
   * each trial already; absent: nothing.
   */
  constructor(
    trainer: Trainer,
    layers: readonly SampledLayer[],
    initial: readonly Weights[],
    probed: Probed,
    from?: readonly Sampled[],
  ) {
    this.#trainer = trainer;
    this.#layers = layers;
    this.#initial = initial;
    this.#probed = probed;
    this.samples = initial.map((_, trial) => [...(from?.[trial]?.samples ?? [])]);
    this.#probe = from?.[0]?.probe;
    if (from) this.reach = from.map(({ reach }) => [...reach]);
  }

  /** What is known of a trial behind the first step: a copy, but for the probe, which never changes. */
  sampled(trial: number): Sampled {
    return { samples: [...this.samples[trial]!], reach: this.reach[trial]!, probe: this.#probe! };
  }

  /**
   * Takes the very first step, and samples the layers as they were before it; the batch's first examples
   * become the probe.
   */
  async first(batch: Batch, rate?: number): Promise<void> {
    this.#probe = firstOf(batch, PROBE_EXAMPLES, this.#probed.targets);
    const signals = await this.#trainer.inspect(this.#probe);
    this.reach = signals.map((layers) => layers.map(({ maxAbsGradient }) => maxAbsGradient));
    await this.#trainer.step(batch, rate);
    this.#keep(0, signals, await this.#ratiosSince(this.#initial));
  }

  /** Takes the last step of an epoch (counted from 1), and samples the layers as they are behind it. */
  async last(batch: Batch, epoch: number, rate?: number): Promise<void> {
    const before = await this.#weights();
    await this.#trainer.step(batch, rate);
    this.#keep(epoch, await this.#trainer.inspect(this.#probe!), await this.#ratiosSince(before));
  }

  /**
   * How far each layer's kernel has moved: [trial][layer], the update's norm over that of the weights before.
   */
  async #ratiosSince(before: readonly Weights[]): Promise<number[][]> {
    const kernels = this.#layers.map(({ kernel }) => kernel);
    const now = await this.#weights();
    return before.map((weights, trial) => updateRatios(weights, now[trial]!, kernels));
  }

  /** Every trial's weights as they stand. */
  #weights(): Promise<Weights[]> {
    return Promise.all(this.samples.map((_, trial) => this.#trainer.weights(trial)));
  }

  #keep(epoch: number, signals: readonly LayerSignal[][], ratios: readonly number[][]): void {
    const input = spread(this.#probe!.x, this.#probed.scale);
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

function firstOf({ x, y }: Batch, most: number, targets: number): Batch {
  const examples = y.length / targets;
  const n = Math.min(most, examples);
  return { x: x.subarray(0, (n * x.length) / examples), y: y.subarray(0, n * targets) };
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
