import type { RunEvent } from '../../coordinator/run/events.ts';
import type { RunState } from '../../coordinator/run-state/run-state.ts';
import { PacksInTraining } from './packs-in-training.ts';
import { progressTold, type Told, toldOf } from './told.ts';
import { WindowRate } from './window-rate.ts';

/**
 * A run where there is no terminal to draw on: what is told of its events, and of the packs that are being
 * trained every 30 seconds and after each epoch. Times are milliseconds of one clock that is never set.
 */
export class PlainProgress {
  readonly #packs = new PacksInTraining();
  readonly #rate = new WindowRate();

  /** What an event is worth; `run` is the state after it. */
  take(run: RunState, event: RunEvent, now: number): Told | undefined {
    if (event.kind === 'began') this.#rate.begin(now);
    if (event.kind === 'progress') this.#rate.trained(event.examples, now);
    const pack = this.#packs.take(event, now);
    const rate = this.#rate.at(now);
    return pack ? progressTold(run, pack, rate) : toldOf(run, event, rate);
  }

  /** What is told because nothing else was for long. */
  due(run: RunState, now: number): Told[] {
    const rate = this.#rate.at(now);
    return this.#packs.silent(now).map((pack) => progressTold(run, pack, rate));
  }
}
