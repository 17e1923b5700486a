/** How the contract suite runs trainers: whole blocks, heard to the end, and looked through for leaks. */
import { createHook } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import { expect } from 'vitest';
import { asFanoutError, type FanoutError } from '../../proto/errors.ts';
import type { TrialReport } from '../../proto/outcome-message.ts';
import { gridOf, type Trial } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { AttemptResult, PackJob, StepsTaken, Trainer, TrainingObserver, TrialEpoch } from './trainer.ts';

/** Notes what a trainer tells. */
export class Heard implements TrainingObserver {
  readonly steps: StepsTaken[] = [];
  readonly epochs: TrialEpoch[] = [];
  /** Calls of any kind. */
  calls = 0;
  readonly #then: (heard: Heard) => void;

  /** `then` is called behind each call. */
  constructor(then: (heard: Heard) => void = () => undefined) {
    this.#then = then;
  }

  onSteps(steps: StepsTaken): void {
    this.steps.push(steps);
    this.onProgress();
  }

  onEpochs(ended: readonly TrialEpoch[]): void {
    this.epochs.push(...ended);
    this.onProgress();
  }

  onProgress(): void {
    this.calls += 1;
    this.#then(this);
  }
}

/** The trials of the grid's first block, those of some arms alone where arms are named. */
export function firstBlock(manifest: Manifest, arms?: readonly string[]): Trial[] {
  const [first, ...rest] = gridOf(manifest.study);
  const block = [first!, ...rest.filter(({ fold, seed }) => fold === first!.fold && seed === first!.seed)];
  return arms ? arms.map((arm) => block.find((trial) => trial.arm === arm)!) : block;
}

export const jobOf = (manifest: Manifest, trials: readonly Trial[]): PackJob => ({
  manifest,
  trials,
  attempt: 1,
});

/** Trains trials of a run for which the trainer gets prepared. Rejects when one of them failed. */
export async function reportsOf(
  trainer: Trainer,
  manifest: Manifest,
  trials: readonly Trial[],
  observer: TrainingObserver = new Heard(),
  signal: AbortSignal = new AbortController().signal,
): Promise<TrialReport[]> {
  await trainer.prepare(manifest, signal);
  const results = await trainer.run(jobOf(manifest, trials), observer, signal);
  return results.map((result) => {
    if (result.status === 'failed') throw result.error;
    return result.report;
  });
}

/** As `reportsOf`, but for each trial what became of it: its report, or the error that it ended with. */
export async function settled(
  trainer: Trainer,
  manifest: Manifest,
  trials: readonly Trial[],
): Promise<(TrialReport | FanoutError)[]> {
  const { signal } = new AbortController();
  await trainer.prepare(manifest, signal);
  const results = await trainer
    .run(jobOf(manifest, trials), new Heard(), signal)
    .catch((thrown) => trials.map((): AttemptResult => ({ status: 'failed', error: asFanoutError(thrown) })));
  return results.map((result) => (result.status === 'failed' ? result.error : result.report));
}

/** Longest time for timers to go that others set meanwhile: the runner of the tests has some. */
const SETTLE_MS = 10_000;

/**
 * Holds that work with a trainer leaves nothing of it behind: tensors, memory, listeners, timers that keep
 * the process.
 */
export async function leavesNothing(
  trainer: Trainer,
  signal: AbortSignal,
  work: () => Promise<unknown>,
): Promise<void> {
  const held = trainer.held();
  const timers = new Map<number, NodeJS.Timeout>();
  const watch = createHook({
    init: (id, type, _, timer) => type === 'Timeout' && timers.set(id, timer as NodeJS.Timeout),
    destroy: (id) => timers.delete(id),
  }).enable();
  try {
    await work();
    expect(trainer.held()).toEqual(held);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    const deadline = performance.now() + SETTLE_MS;
    const left = () => [...timers.values()].filter((timer) => timer.hasRef());
    while (left().length > 0 && performance.now() < deadline)
      await new Promise((resume) => setImmediate(resume));
    expect(left()).toEqual([]);
  } finally {
    watch.disable();
  }
}
