import type { Program } from '../engine.ts';
import { programOf } from '../optimizers/registry.ts';
import { Layout } from './arena.ts';
import { type Stage, stagesOf, volume, weightsOf } from './stages.ts';

/** Examples that one evaluation pass takes at once. */
export const EVALUATION_BATCH = 64;

/**
 * Steps that a pack collects at most before its trials take their turns. One trial's weights and optimizer state stay in the caches for
 * so many steps, which is worth a tenth of the time; a trial alone needs no turn.
 */
const TURN = 16;

/** Where one stage keeps what all trials share, one after the other: offsets into the arena. */
export interface StageBuffers {
  /** The input in its frame of zeros; the input itself where there is no padding. */
  readonly frame: number;
  readonly output: number;
  /** Which position won, for poolings. */
  readonly winners: number;
  /** Gradients of the output and of the framed input. */
  readonly outputGradient: number;
  readonly frameGradient: number;
  /** Whether the stage before needs the gradient of this one's input. */
  readonly wantsInputGradient: boolean;
  /** Scratch: per-lane sums, transposed or padded gradients, turned filters. */
  readonly scratch: readonly number[];
}

/** Where one trial keeps a layer's weights and its optimizer state. */
export interface WeightBuffers {
  readonly kernel: number;
  readonly bias: number;
  readonly states: readonly { readonly kernel: number; readonly bias: number }[];
}

/** A pack's memory: every buffer's place, known before anything runs. */
export interface Plan {
  readonly stages: readonly Stage[];
  readonly buffers: readonly StageBuffers[];
  /** The batch as it came (bytes or floats). */
  readonly raw: number;
  /** The batches of a turn, gathered, and their classes; the first has room for an evaluation. */
  readonly slots: readonly { readonly input: number; readonly labels: number }[];
  /** Gradients of kernels and biases on their way into the update. */
  readonly gradient: number;
  /** trials × layers with weights. */
  readonly weights: readonly (readonly WeightBuffers[])[];
  readonly bytes: number;
}

/** The lanes of a batch: vectors of 4, two at a time. */
export const lanesOf = (examples: number): number => Math.ceil(examples / 8) * 8;

/** Plans a pack. Pure: the same program and count give the same places. */
export function planPack(program: Program, trials: number): Plan {
  const stages = stagesOf(program);
  const layout = new Layout();
  const training = lanesOf(program.batchSize);
  const most = Math.max(training, EVALUATION_BATCH);
  const words = (count: number) => layout.words(count);
  const raw = words(most * volume(program.inputShape));
  const framed = framedVolume(stages[0]!);
  const slots = Array.from({ length: trials > 1 ? TURN : 1 }, (_, slot) => {
    const lanes = slot === 0 ? most : training;
    return { input: words(framed * lanes), labels: words(lanes) };
  });
  const buffers: StageBuffers[] = [];
  let from = slots[0]!.input;
  let gradientOfFrom = 0;
  let weighted = false;
  for (const [index, stage] of stages.entries()) {
    const padded = index > 0 && framedVolume(stage) !== volume(stage.input);
    const wantsInputGradient = weighted;
    const outputs = volume(stage.output);
    const buffer: StageBuffers = {
      frame: padded ? words(framedVolume(stage) * most) : from,
      output: words(outputs * most),
      winners: stage.kind === 'pool' || stage.kind === 'convPool' ? words((outputs * most) / 2) : 0,
      outputGradient: words(outputs * training),
      frameGradient: wantsInputGradient
        ? padded
          ? words(framedVolume(stage) * training)
          : gradientOfFrom
        : 0,
      wantsInputGradient,
      scratch: scratchOf(stage, training, wantsInputGradient).map(words),
    };
    buffers.push(buffer);
    from = buffer.output;
    gradientOfFrom = buffer.outputGradient;
    weighted ||= weightsOf(stage) !== undefined;
  }
  const gradient = words(Math.max(...stages.map(gradientWords)));
  const { states } = programOf(program.optimizer);
  const weights = Array.from({ length: trials }, () =>
    stages.flatMap((stage) => {
      const sizes = weightsOf(stage);
      if (sizes === undefined) return [];
      const pair = () => ({ kernel: words(sizes.kernel), bias: words(sizes.bias) });
      return [{ ...pair(), states: Array.from({ length: states }, pair) }];
    }),
  );
  return { stages, buffers, raw, slots, gradient, weights, bytes: layout.bytes };
}

/** Values of one example's input with the frame around it. */
export function framedVolume(stage: Stage): number {
  if (stage.kind !== 'conv' && stage.kind !== 'convPool') return volume(stage.input);
  return stage.frame.height * stage.frame.width * stage.channels;
}

/** Words for the gradients that wait for their update: a block of rows of a dense kernel, a whole filter, a bias. */
function gradientWords(stage: Stage): number {
  if (stage.kind === 'dense') return stage.units * 16;
  const sizes = weightsOf(stage);
  return sizes === undefined ? 0 : Math.max(sizes.kernel, sizes.bias);
}

/** Words of each scratch buffer; `layers.ts` says what each is for. */
function scratchOf(stage: Stage, lanes: number, wantsInputGradient: boolean): number[] {
  if (stage.kind === 'dense') return [lanes * stage.units, 4 * stage.units];
  if (stage.kind === 'convPool') return [4 * 10 * stage.filters];
  if (stage.kind === 'pool') return [];
  const kernel = stage.kernel ** 2 * stage.channels * stage.filters;
  const sums = [4 * Math.max(kernel, stage.filters)];
  if (!wantsInputGradient) return sums;
  const [height, width] = stage.output as [number, number, number];
  const around = 2 * (stage.kernel - 1);
  return [...sums, kernel, (height + around) * (width + around) * stage.filters * lanes];
}
