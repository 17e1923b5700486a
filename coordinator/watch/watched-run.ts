import type { HeartbeatRequest__Output } from '../../proto/generated/fanout/v1/HeartbeatRequest.ts';
import type { Manifest } from '../../proto/manifest.ts';
import type { RunResults } from '../../proto/results.ts';
import { progressOf } from '../metrics/figures.ts';
import { Fleet } from '../metrics/fleet.ts';
import { draw, RunPicture } from '../metrics/picture.ts';
import type { RunEvent } from '../run/events.ts';
import { earlierOutcomes, shifted, withEarlier } from './blocks.ts';
import { Throughput } from './throughput.ts';

/** So many setbacks are shown, the latest ones; more would be a log, which is elsewhere. */
const MOST_SETBACKS = 6;

/** A run as the page follows it: its picture, and what a picture does not keep. */
export class WatchedRun {
  readonly picture: RunPicture;
  readonly fleet = new Fleet();
  readonly throughput: Throughput;
  /** What went wrong and was mended, in words; the latest last. */
  readonly setbacks: string[] = [];
  /** Unix time in seconds. */
  readonly openedAt: number;
  /** Share of the work that an earlier part of the run had done. */
  doneBefore = 0;
  readonly #now: () => number;

  /** Trials of earlier blocks of seeds, which stand before those of the run. */
  readonly #earlier: number;

  /** `run`: the id to be shown. `earlier`: results of earlier blocks of seeds. `now`: Unix time in seconds. */
  constructor(manifest: Manifest, run: string, earlier: RunResults | undefined, now: () => number) {
    this.#now = now;
    this.openedAt = now();
    const whole = withEarlier(manifest, run, earlier);
    this.picture = new RunPicture(whole, now, (worker) => this.fleet.alive(worker, now()));
    this.throughput = new Throughput(this.openedAt);
    this.#earlier = whole.trials - manifest.trials;
    if (earlier) {
      for (const outcome of earlierOutcomes(whole, earlier)) this.picture.trialRecorded(outcome, true);
      this.doneBefore = progressOf(whole, this.picture.cells);
    }
  }

  get manifest(): Manifest {
    return this.picture.manifest;
  }

  take(told: RunEvent): void {
    const event = shifted(told, this.#earlier);
    draw(this.picture, event);
    switch (event.kind) {
      case 'recorded':
        if (event.old) this.doneBefore = progressOf(this.manifest, this.picture.cells);
        break;
      case 'began':
        this.fleet.heard(event.worker, this.#now());
        break;
      case 'progress':
        this.fleet.heard(event.worker, this.#now());
        this.throughput.trained(event.worker, event.images, event.imagesPerSecond, this.#now());
        break;
      case 'given_back':
        if (event.code !== 'INTERRUPTED')
          this.#setback(`Pack ${event.pack} came back: ${event.code}: ${event.reason}`);
        break;
      case 'rejected':
        this.#setback(`An outcome of trial ${event.trial} was rejected: ${event.reason}`);
        break;
    }
  }

  heartbeat(heartbeat: HeartbeatRequest__Output): void {
    this.fleet.heartbeat(heartbeat, this.#now());
  }

  workerLost(worker: number, how: string): void {
    this.#setback(`Worker ${worker} was lost (${how}); it is started again.`);
  }

  #setback(text: string): void {
    this.setbacks.push(text.slice(0, 300));
    if (this.setbacks.length > MOST_SETBACKS) this.setbacks.shift();
  }
}
