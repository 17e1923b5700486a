import { Fleet } from '../coordinator/metrics/fleet.ts';
import type { RunEvent } from '../coordinator/run/events.ts';
import { RunState } from '../coordinator/run-state/run-state.ts';
import type { Heartbeat } from '../coordinator/service/heartbeat.ts';
import type { RunResults } from '../results/results.ts';
import type { Manifest } from '../study/manifest.ts';
import { earlierOutcomes, shifted, trialsOf, withEarlier } from './blocks.ts';
import { DrawnGrid } from './drawn-grid.ts';
import { Throughput } from './throughput.ts';

/** So many setbacks are shown, the latest ones; more would be a log, which is elsewhere. */
const MOST_SETBACKS = 6;

/** Something that went wrong and was mended, in words. */
export interface Setback {
  readonly title: string;
  readonly text: string;
}

/** A run as the page follows it: its state, and what that does not keep. */
export class WatchedRun {
  readonly runState: RunState;
  readonly grid: DrawnGrid;
  readonly fleet = new Fleet();
  readonly throughput: Throughput;
  /** The latest last. */
  readonly setbacks: Setback[] = [];
  /** Why nothing is stored now; undefined while all is well. */
  #storageTrouble: string | undefined;
  /** What is waited for; undefined while the run gets further. */
  #waitingFor: string | undefined;
  /** Unix time in seconds. */
  readonly openedAt: number;
  readonly #now: () => number;

  /** Trials of earlier blocks of seeds, which stand before those of the run. */
  readonly #earlier: number;

  /**
   * `run`: the id to be shown. `earlier`: results of earlier blocks of seeds. `now`: Unix time in seconds.
   */
  constructor(manifest: Manifest, run: string, earlier: RunResults | undefined, now: () => number) {
    this.#now = now;
    this.openedAt = now();
    const whole = withEarlier(manifest, run, earlier);
    this.runState = new RunState(whole, now, (worker, lastSeenAt) =>
      this.fleet.alive(worker, lastSeenAt, now()),
    );
    this.grid = new DrawnGrid(this.runState);
    this.throughput = new Throughput(this.openedAt);
    this.#earlier = whole.trials - manifest.trials;
    if (earlier) {
      for (const outcome of earlierOutcomes(whole, earlier))
        this.#draw({ kind: 'recorded', outcome, old: true });
    }
  }

  get manifest(): Manifest {
    return this.runState.manifest;
  }

  take(told: RunEvent): void {
    const event = shifted(told, this.#earlier);
    this.#draw(event);
    switch (event.kind) {
      case 'began':
        this.fleet.heard(event.worker, this.#now());
        break;
      case 'progress':
        this.fleet.heard(event.worker, this.#now());
        this.throughput.trained(event.worker, event.examples, event.examplesPerSecond, this.#now());
        break;
      case 'released':
        if (event.code !== 'INTERRUPTED')
          this.#setback('A pack came back', `${event.code}: ${event.reason}; it is given out again.`);
        break;
      case 'rejected':
        this.#setback('An outcome was refused', `Trial ${event.trial}: ${event.reason}`);
        break;
    }
  }

  #draw(event: RunEvent): void {
    this.runState.apply(event);
    this.grid.touch(trialsOf(event));
  }

  heartbeat(heartbeat: Heartbeat): void {
    this.fleet.heartbeat(heartbeat, this.#now());
  }

  workerLost(worker: number, how: string): void {
    this.#setback(`Worker ${worker} was lost`, `${how}; it is started again.`);
  }

  /** NATS cannot store, or can again. */
  storage(text: string, over: boolean): void {
    this.#storageTrouble = over ? undefined : text;
    if (over) this.#setback('NATS could not store for a while', text);
  }

  waits(text: string | undefined): void {
    this.#waitingFor = text;
  }

  /** Why the run does not get further at the moment, in sentences. */
  get hindrances(): readonly string[] {
    return [this.#storageTrouble, this.#waitingFor].filter((text) => text !== undefined);
  }

  #setback(title: string, text: string): void {
    this.setbacks.push({ title, text: text.slice(0, 300) });
    if (this.setbacks.length > MOST_SETBACKS) this.setbacks.shift();
  }
}
