import { FanoutError } from '../proto/errors.ts';
import type { Clip, Decay, Layer, Loss, Optimizer } from './network.ts';

/** The training backends, best first. */
export const BACKENDS = ['tfjs-node-gpu', 'webgpu', 'tfjs-node', 'wasm'] as const;
export type Backend = (typeof BACKENDS)[number];

/** What a graph is made of, whatever the weights: the part that decides cost and memory. */
export interface Program {
  readonly model: readonly Layer[];
  /** Shape of one example: [height, width, channels] or [features]. */
  readonly inputShape: readonly number[];
  readonly classes: number;
  /** Examples per training step; a step may be given fewer. */
  readonly batchSize: number;
  readonly optimizer: Optimizer;
  /** What raw input values are multiplied by inside the graph (1/255 for bytes, 1 for floats). */
  readonly scale: number;
  /** What is minimised; absent: plain categorical cross-entropy. */
  readonly loss?: Loss;
  /** How weights are drawn towards 0; absent: not at all. */
  readonly decay?: Decay;
  /** The bounds of a step's gradient, L2 decay included; absent: none. */
  readonly clip?: Clip;
  /**
   * Batches whose mean gradient (the mean of the batches' means) makes one update, counted over all steps;
   * what is left at the end makes none. The rate of an update is that of its last batch. Absent: 1.
   */
  readonly accumulate?: number;
  /**
   * Whether the targets of classes in training are shares of them, n × the network's outputs (mixup). Absent:
   * the classes themselves.
   */
  readonly softTargets?: boolean;
}

/**
 * The weights of one trial: the parameters of each layer that has some (`modelParameters`: kernel, bias,
 * gamma, moving statistics), in the model's order, in Keras's layouts ([kh,kw,in,out], [in,out], [out]).
 */
export type Weights = readonly Float32Array[];

/**
 * A batch in the dataset's own values: x is n × the product of inputShape, y is n classes, or n × the
 * network's outputs: of a regression, and in training with soft targets.
 */
export interface Batch {
  readonly x: Uint8Array | Float32Array;
  readonly y: Int32Array | Float32Array;
}

/** The classes of a batch. Throws INTERNAL for a batch of a regression, which has none. */
export function classesIn({ y }: Batch): Int32Array {
  if (y instanceof Int32Array) return y;
  throw new FanoutError('INTERNAL', 'a batch of a regression was used as one of classes');
}

/** One backend, loaded. It holds the process's only tensor runtime, so make one per process. */
export interface Engine {
  readonly backend: Backend;
  /** For people and provenance: "tfjs 4.22.0 wasm, SIMD", "TensorFlow 2.15.0, 1 thread". */
  readonly description: string;
  /**
   * Builds the graph of a pack: P = weights.length trials that see the same batches. Rejects with
   * OUT_OF_MEMORY / MODEL_TOO_LARGE. `seed`: what the random masks of the training follow from (dropout);
   * with the same one the same step has the same masks. `from`: the pack goes on from there, with the weights
   * of that moment; absent: it begins. Rejects with INTERNAL where weights or what was kept are not the
   * program's.
   */
  start(program: Program, weights: readonly Weights[], seed?: number, from?: PackProgress): Promise<Trainer>;
  /** Upper bound of the bytes that a pack of `trials` needs while it trains and evaluates. Pure. */
  estimateBytes(program: Program, trials: number): number;
  /** Tensors alive now, for leak checks and metrics. */
  tensors(): number;
  /** Bytes that the backend holds now. */
  bytes(): number;
  dispose(): void;
}

/**
 * Of a convolution's output `inspect` looks at every third row and column, from the first: a ninth of it
 * tells as much.
 */
export const INSPECTED_EVERY = 3;

/** One layer on one batch. A figure is NaN or infinite where the trial has diverged. */
export interface LayerSignal {
  /**
   * Of the layer's values behind its activation (of the last layer: before softmax), over examples, units and
   * inspected places.
   */
  readonly mean: number;
  readonly variance: number;
  /**
   * Share of units (of a convolution: filters) that put out exactly 0 for every example, at every inspected
   * place.
   */
  readonly deadShare: number;
  /**
   * Euclidean norm of the gradient of all that the layer trains, and its largest absolute value: 0 where no
   * signal arrives (finding `dead_start`).
   */
  readonly gradientNorm: number;
  readonly maxAbsGradient: number;
}

/** Trials on some examples: an entry for each trial. */
export interface Evaluation {
  /** Mean loss, and share of examples whose own class has the highest score (ties to the lowest class). */
  readonly loss: Float64Array;
  readonly accuracy: Float64Array;
  /** The score of each class before softmax, example by example: n × classes values. */
  readonly scores: readonly Float32Array[];
}

/**
 * All that a trial's next steps follow from, beside the program, the seed, the batches, their rates, and how
 * many came before. A backend that is given it back (`PackProgress`), with the weights, takes the same steps
 * as if nothing had been between, to the last bit; what it derives from the weights it makes anew.
 */
export interface TrialState {
  readonly weights: Weights;
  /**
   * What is kept beside the weights: what the optimizer keeps for each array that is trained, and the sums of
   * gradients where several batches make an update. Which arrays, and in which order, is the backend's own
   * affair: it follows from the program alone, so that what one pack gave any other takes.
   */
  readonly kept: readonly Float32Array[];
}

/** Where a pack goes on: all its trials have taken as many steps. */
export interface PackProgress {
  /** Calls of `step` so far, whether or not each made an update. */
  readonly steps: number;
  /** `TrialState.kept` of each trial. */
  readonly kept: readonly TrialState['kept'][];
}

/**
 * A pack in training. Trial p's results stand at index p; a trial that diverges never touches another. What
 * is read is the state behind all calls made before, and ahead of those made after, whenever it arrives.
 */
export interface Trainer {
  /**
   * One optimizer step on one batch for all trials (the program's loss, its mean over the batch). Does not
   * wait for the loss to be read: it accumulates inside. `rate` is what the learning rate is multiplied by in
   * this step: what a schedule says. The batch's arrays may be written over as soon as it returns. Where it
   * returns a promise, so many steps wait that the next is to be given only when it resolves.
   */
  step(batch: Batch, rate?: number): void | Promise<void>;
  /** Each trial's loss at each step since the last call, step by step: result[step][trial]. Synchronises. */
  takeLosses(): Promise<Float32Array[]>;
  /** What each trial makes of the examples given; any n, in batches inside. No update. */
  evaluate(batch: Batch): Promise<Evaluation>;
  /**
   * What each layer with weights does with this batch (at most `batchSize` examples), without an update:
   * result[trial][layer].
   */
  inspect(batch: Batch): Promise<LayerSignal[][]>;
  /** A copy of trial p's weights as they stand. */
  weights(trial: number): Promise<Weights>;
  /**
   * Copies of what each trial goes on from behind the steps taken so far; losses that nobody has taken are no
   * part of it. Changes nothing.
   */
  states(): Promise<readonly TrialState[]>;
  dispose(): void;
}
