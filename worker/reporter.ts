import type { WorkerId } from '../proto/generated/fanout/v1/WorkerId.ts';
import type { ProgressStream } from './coordinator-client.ts';
import type { StepsTaken, TrialEpoch } from './trainers/trainer.ts';

/** How often progress is sent at most. */
const EVERY_MS = 500;

/** What a pack is, for its progress messages. */
export interface ReportedPack {
  readonly run: string;
  readonly pack: string;
  readonly worker: WorkerId;
  readonly attempt: number;
  readonly trials: readonly number[];
}

/**
 * Turns what training tells into progress messages: the latest values, at most twice a second, and whenever
 * trials have ended an epoch.
 */
export class Reporter {
  readonly #open: () => ProgressStream;
  #stream: ProgressStream | undefined;
  readonly #pack: ReportedPack;
  #examples = 0;
  #sentAt = performance.now();
  #position = { step: 0, steps: 0 };
  /** The last epoch that each trial ended, by its place in the pack. */
  readonly #epochs = new Map<number, TrialEpoch>();

  /** `open`: called once there is something to tell; a pack of a moment may have nothing. */
  constructor(open: () => ProgressStream, pack: ReportedPack) {
    this.#open = open;
    this.#pack = pack;
  }

  onSteps({ step, steps, examples }: StepsTaken): void {
    this.#position = { step, steps };
    this.#examples += examples;
    if (performance.now() - this.#sentAt >= EVERY_MS) this.#send();
  }

  onEpochs(ended: readonly TrialEpoch[]): void {
    for (const epoch of ended) this.#epochs.set(epoch.place, epoch);
    this.#send();
  }

  /** The pack has ended, one way or another. */
  end(): void {
    this.#stream?.end();
  }

  #send(): void {
    const now = performance.now();
    const seconds = (now - this.#sentAt) / 1000;
    const { run, pack, worker, attempt, trials } = this.#pack;
    this.#stream ??= this.#open();
    this.#stream.send({
      run,
      pack,
      worker,
      attempt,
      ...this.#position,
      examples: this.#examples,
      examplesPerSecond: seconds > 0 ? this.#examples / seconds : 0,
      trials: trials.map((trial, place) => {
        const ended = this.#epochs.get(place);
        return { trial, ...(ended ? { epoch: ended.epoch, metrics: ended.metrics } : {}) };
      }),
    });
    this.#examples = 0;
    this.#sentAt = now;
  }
}
