import type { Manifest } from '../../study/manifest.ts';
import { PacksInTraining } from './packs-in-training.ts';
import type { BoardEvent, BoardState } from './state.ts';
import { progressTold, type Told, toldOf } from './told.ts';
import { WindowRate } from './window-rate.ts';

/**
 * A run where there is no terminal to draw on: what is told of its events, and of the packs that are being
 * trained every 30 seconds and after each epoch. Times are milliseconds of one clock that is never set.
 */
export class PlainProgress {
  readonly #manifest: Manifest;
  readonly #packs = new PacksInTraining();
  readonly #rate = new WindowRate();

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
  }

  /** What an event is worth; `state` is the one after it. */
  take(state: BoardState, event: BoardEvent, now: number): Told | undefined {
    if (event.kind === 'began') this.#rate.begin(now);
    if (event.kind === 'progress') this.#rate.trained(event.examples, now);
    if (event.kind === 'worker' || event.kind === 'lost' || event.kind === 'storage') return undefined;
    const pack = this.#packs.take(event, now);
    const rate = this.#rate.at(now);
    return pack ? progressTold(state, pack, rate) : toldOf(this.#manifest, state, event, rate);
  }

  /** What is told because nothing else was for long. */
  due(state: BoardState, now: number): Told[] {
    const rate = this.#rate.at(now);
    return this.#packs.silent(now).map((pack) => progressTold(state, pack, rate));
  }
}
