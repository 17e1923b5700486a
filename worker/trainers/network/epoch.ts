/** The steps of one epoch, with the pauses in which the process does its other work. */
import type { Batch, Trainer } from '../../../engines/engine.ts';
import { FanoutError } from '../../../proto/errors.ts';
import type { Training } from '../../../study/study.ts';
import type { TrainingObserver } from '../trainer.ts';
import type { BatchSource, BatchStream } from './batches/source.ts';
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
  readonly place: StepPlace;
  /** Called between two steps, where nothing else is under way. */
  readonly between: () => Promise<void>;
}

/** Where a pack stands. */
export interface StepPlace {
  /** Epochs that are done, and steps of the next. */
  epoch: number;
  step: number;
  /** A step is under way, or one went wrong: what the engine holds belongs to no place. */
  within: boolean;
}

/**
 * Takes every step that is left of the pack's epoch. Throws what the engine or the batches throw, and the
 * signal's reason as soon as it is aborted.
 */
export async function trainEpoch(pack: PackInTraining, batches: BatchStream): Promise<void> {
  const { schedule, targets, trials, pace, signal, place } = pack;
  const { stepsPerEpoch } = schedule;
  const { epoch } = place;
  for (let index = place.step; index < stepsPerEpoch; index++) {
    const next = batches.next();
    const batch = given(next instanceof Promise ? await pace.waitFor(next) : next);
    place.within = true;
    const waiting = takeStep(pack, batch, epoch, index);
    if (waiting) await waiting;
    place.step = index + 1;
    place.within = false;
    if (pace.step((batch.y.length / targets) * trials)) {
      endTurn(pack, epoch * stepsPerEpoch + index + 1);
      await nextTurn();
      await pack.between();
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

/** The batches of the epoch in which a pack stands, from its next step on. */
export async function batchesFrom(
  source: BatchSource,
  { epoch, step }: StepPlace,
  signal: AbortSignal,
): Promise<BatchStream> {
  const batches = source.epoch(epoch);
  // The order of an epoch is drawn as it goes: what was trained on has to be gone through.
  for (let index = 0; index < step; index++) {
    given(await batches.next());
    signal.throwIfAborted();
  }
  return batches;
}

function given(batch: Batch | undefined): Batch {
  if (batch) return batch;
  throw new FanoutError('INTERNAL', 'an epoch ended before its last batch');
}
