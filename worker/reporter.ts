import type { WorkerId } from '../proto/generated/fanout/v1/WorkerId.ts';
import type { Metrics } from '../proto/metrics.ts';
import type { ProgressStream } from './coordinator-client.ts';
import type { TrainingObserver } from './trainers/network/train.ts';

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
 * Turns what training tells into progress messages: the latest value, at most twice a second, and after each
 * epoch.
 */
export class Reporter implements TrainingObserver {
  readonly #stream: ProgressStream;
  readonly #pack: ReportedPack;
  readonly #onProgress: () => void;
  #examples = 0;
  #sentAt = performance.now();
  #position = { step: 0, steps: 0 };
  #epoch: { readonly index: number; readonly metrics: readonly Metrics[] } | undefined;

  readonly onData: () => void;

  /**
   * `onProgress` hears that the work got further, as often as progress is sent; `onData` of data that has
   * arrived. Both are for the lease.
   */
  constructor(stream: ProgressStream, pack: ReportedPack, onProgress: () => void, onData: () => void) {
    this.onData = onData;
    this.#stream = stream;
    this.#pack = pack;
    this.#onProgress = onProgress;
  }

  onStep({ step, steps, examples }: { step: number; steps: number; examples: number }): void {
    this.#position = { step, steps };
    this.#examples += examples;
    if (performance.now() - this.#sentAt >= EVERY_MS) this.#send();
  }

  onEpoch(index: number, metrics: readonly Metrics[]): void {
    this.#epoch = { index, metrics };
    this.#send();
  }

  /** The pack has ended, one way or another. */
  end(): void {
    this.#stream.end();
  }

  #send(): void {
    const now = performance.now();
    const seconds = (now - this.#sentAt) / 1000;
    const { run, pack, worker, attempt, trials } = this.#pack;
    const epoch = this.#epoch;
    this.#stream.send({
      run,
      pack,
      worker,
      attempt,
      ...this.#position,
      examples: this.#examples,
      examplesPerSecond: seconds > 0 ? this.#examples / seconds : 0,
      trials: trials.map((trial, index) => ({
        trial,
        ...(epoch ? { epoch: epoch.index, metrics: epoch.metrics[index]! } : {}),
      })),
    });
    this.#onProgress();
    this.#examples = 0;
    this.#sentAt = now;
  }
}
