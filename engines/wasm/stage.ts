import type { Activity } from '../activity.ts';
import type { Batch } from '../engine.ts';
import type { Shape } from '../layers/shape.ts';
import type { Layer } from '../network.ts';
import type { Kernels } from './kernels.ts';

/** How many examples a pass has: `n` real ones on `lanes` lanes. */
export interface Extent {
  readonly n: number;
  readonly lanes: number;
}

/**
 * Rows and columns of zeros around a layer's input, as Keras lays them: the odd one goes to the bottom and
 * right.
 */
export interface Frame {
  readonly height: number;
  readonly width: number;
  readonly top: number;
  readonly left: number;
}

/** Where one stage keeps what all trials share, one after the other: offsets into the arena. */
export interface StageBuffers {
  /** The input in its frame of zeros; the input itself where there is no padding. */
  readonly frame: number;
  readonly output: number;
  /** Which position won, for stages with a maximum. */
  readonly winners: number;
  /** Gradients of the output and of the framed input. */
  readonly outputGradient: number;
  readonly frameGradient: number;
  /** Whether the stage before needs the gradient of this one's input. */
  readonly wantsInputGradient: boolean;
  /** Scratch, as the stage asked for it. */
  readonly scratch: readonly number[];
}

/** Where one trial keeps a layer's weights and its optimizer state. */
export interface WeightBuffers {
  readonly kernel: number;
  readonly bias: number;
  readonly states: readonly { readonly kernel: number; readonly bias: number }[];
}

/** What a stage is bound to: the kernels, and addresses in their memory. */
export interface Bound {
  readonly kernels: Kernels;
  readonly buffers: StageBuffers;
  readonly input: number;
  readonly inputGradient: number;
  readonly gradient: number;
}

/** A stage's work, with every address filled in but those of the trial's weights. */
export interface StageKernels {
  forward(weights: WeightBuffers | undefined, extent: Extent): void;
  /**
   * From the gradient of the output to that of the input, and through the optimizer's program into the
   * weights.
   */
  backward(weights: WeightBuffers | undefined, extent: Extent): void;
}

/**
 * What the kernels execute for a layer, or for two where one kernel does both. Values stand as
 * [features][lanes], in Keras's order, so a layer that only renames places (flatten) is no stage.
 */
export interface Stage {
  readonly input: Shape;
  readonly output: Shape;
  /** Lengths of kernel and bias; absent for a stage without weights. */
  readonly weights?: { readonly kernel: number; readonly bias: number };
  /** Zeros around the input; absent: the input as it is. */
  readonly frame?: Frame;
  /** Lanes that a first stage wants its examples gathered by; absent: all lanes of the batch. */
  readonly gatheredBy?: number;
  /** Whether the stage remembers which position won. */
  readonly remembersWinners: boolean;
  /** Words for the gradients that wait for their update. */
  readonly gradientWords: number;
  /** Words of each scratch buffer. Pure. */
  scratch(lanes: number, wantsInputGradient: boolean): readonly number[];
  bind(bound: Bound): StageKernels;
  /**
   * The stage that does the next layer's work too; absent or undefined: none does. `first`: this is the
   * model's first stage. Pure.
   */
  absorb?(next: Layer, output: Shape, first: boolean): Stage | undefined;
  /**
   * What the layer with weights puts out, where the stage does not keep it: computed from the batch. Pure.
   */
  activity?(
    batch: Batch,
    scale: number,
    weights: { readonly kernel: Float32Array; readonly bias: Float32Array },
  ): Activity;
}

/** Values of one example's input with the frame around it. Pure. */
export function framedVolume({ input, frame }: Stage): number {
  if (frame === undefined) return input.reduce((total, size) => total * size, 1);
  return frame.height * frame.width * input.at(-1)!;
}

/** One optimizer step on a small kernel or bias whose gradient stands at `gradient`. */
export function updatePart(
  { kernels, gradient }: Bound,
  weights: WeightBuffers,
  part: 'kernel' | 'bias',
  count: number,
): void {
  const [s1, s2] = weights.states;
  kernels.update(weights[part], gradient, s1?.[part] ?? 0, s2?.[part] ?? 0, count);
}
