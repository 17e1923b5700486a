/** The steps of one epoch, with the pauses in which the process does its other work. */
import type { Batch, Trainer } from '../../../engines/engine.ts';
import { FanoutError } from '../../../proto/errors.ts';
import type { Training } from '../../../study/study.ts';
import type { TrainingObserver } from '../trainer.ts';
import type { BatchStream } from './batches/source.ts';
import type { Pace } from './pace.ts';
import { type LayerSampler, sampledEpochs } from './sampling.ts';

/** How the steps of a pack lie in its epochs. */
export interface Schedule {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Of all epochs. */
  readonly steps: number;
  /** The epochs, counted from 1, after which the layers are sampled. */
  readonly sampled: ReadonlySet<number>;
}

/** The schedule of a pack that trains on so many examples. Pure. */
export function scheduleOf({ epochs, batchSize }: Training, trainExamples: number): Schedule {
  const stepsPerEpoch = Math.ceil(trainExamples / batchSize);
  const steps = epochs * stepsPerEpoch;
  return { epochs, stepsPerEpoch, steps, sampled: sampledEpochs(stepsPerEpoch, epochs) };
}

/** A pack in training. */
export interface PackInTraining {
  readonly trainer: Trainer;
  readonly sampler: LayerSampler;
  readonly schedule: Schedule;
  /** What the learning rate is multiplied by in a step, counted from 0 over all epochs. */
  readonly rateOf: (step: number) => number;
  /**
   * Numbers of a batch's `y` that belong to one example: of a regression with several outputs more than one.
   */
  readonly targets: number;
  /** How many trials train side by side. */
  readonly trials: number;
  readonly pace: Pace;
  readonly observer: TrainingObserver;
  readonly signal: AbortSignal;
}

/**
 * Takes every step of an epoch (from 0). Throws what the engine or the batches throw, and the signal's reason
 * as soon as it is aborted.
 */
export async function trainEpoch(pack: PackInTraining, batches: BatchStream, epoch: number): Promise<void> {
  const { schedule, targets, trials, pace, signal } = pack;
  const { stepsPerEpoch } = schedule;
  for (let index = 0; index < stepsPerEpoch; index++) {
    const next = batches.next();
    const batch = given(next instanceof Promise ? await pace.waitFor(next) : next);
    const waiting = takeStep(pack, batch, epoch, index);
    if (waiting) await waiting;
    if (pace.step((batch.y.length / targets) * trials)) {
      endTurn(pack, epoch * stepsPerEpoch + index + 1);
      await nextTurn();
      pace.begin();
    }
    signal.throwIfAborted();
  }
}

/**
 * Takes one step of an epoch: the first of all, and the last of a sampled epoch, through the sampler. Waits
 * for nothing else, unless the engine says so.
 */
function takeStep(pack: PackInTraining, batch: Batch, epoch: number, index: number): void | Promise<void> {
  const { trainer, sampler, schedule, rateOf } = pack;
  const { stepsPerEpoch, sampled } = schedule;
  const rate = rateOf(epoch * stepsPerEpoch + index);
  if (epoch === 0 && index === 0) return sampler.first(batch, rate);
  const last = index + 1 === stepsPerEpoch && sampled.has(epoch + 1);
  return last ? sampler.last(batch, epoch + 1, rate) : trainer.step(batch, rate);
}

/** Tells what the turn took that ends behind the pack's step number `step`, counted from 1. */
export function endTurn({ pace, observer, schedule }: PackInTraining, step: number): void {
  const { steps: taken, examples, seconds, waited } = pace.end();
  observer.onSteps({ step, steps: schedule.steps, taken, examples, seconds, waitedSeconds: waited });
}

/** Lets the process do its other work: leases, progress, signals. */
export const nextTurn = () => new Promise<void>((resume) => setImmediate(resume));

function given(batch: Batch | undefined): Batch {
  if (batch) return batch;
  throw new FanoutError('INTERNAL', 'an epoch ended before its last batch');
}
