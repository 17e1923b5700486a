import type { Program } from '../engine.ts';
import { volume } from '../layers/shape.ts';
import { programOf } from '../optimizers/registry.ts';
import { Layout } from './arena.ts';
import { framedVolume, type Stage, type StageBuffers, type WeightBuffers } from './stage.ts';
import { stagesOf } from './stages.ts';

/** Examples that one evaluation pass takes at once. */
export const EVALUATION_BATCH = 64;

/**
 * Steps that a pack collects at most before its trials take their turns. One trial's weights and optimizer
 * state stay in the caches for so many steps, which is worth a tenth of the time; a trial alone needs no
 * turn.
 */
const TURN = 16;

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
      winners: stage.remembersWinners ? words((outputs * most) / 2) : 0,
      outputGradient: words(outputs * training),
      frameGradient: wantsInputGradient
        ? padded
          ? words(framedVolume(stage) * training)
          : gradientOfFrom
        : 0,
      wantsInputGradient,
      scratch: stage.scratch(training, wantsInputGradient).map(words),
    };
    buffers.push(buffer);
    from = buffer.output;
    gradientOfFrom = buffer.outputGradient;
    weighted ||= stage.weights !== undefined;
  }
  const gradient = words(Math.max(...stages.map(({ gradientWords }) => gradientWords)));
  const { states } = programOf(program.optimizer);
  const weights = Array.from({ length: trials }, () =>
    stages.flatMap(({ weights: sizes }) => {
      if (sizes === undefined) return [];
      const pair = () => ({ kernel: words(sizes.kernel), bias: words(sizes.bias) });
      return [{ ...pair(), states: Array.from({ length: states }, pair) }];
    }),
  );
  return { stages, buffers, raw, slots, gradient, weights, bytes: layout.bytes };
}
