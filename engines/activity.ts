import type { LayerSignal } from './engine.ts';

/** What `inspect` says of a layer's values. */
export type Activity = Pick<LayerSignal, 'mean' | 'variance' | 'deadShare'>;

/** Takes a layer's values unit by unit, and says what they come to. */
export class ActivityMeter {
  #count = 0;
  #sum = 0;
  #squares = 0;
  #units = 0;
  #dead = 0;
  #silent = true;

  add(value: number): void {
    this.#count += 1;
    this.#sum += value;
    this.#squares += value * value;
    // NaN is not silence either.
    if (value !== 0) this.#silent = false;
  }

  /** All values of a unit have been added. */
  endUnit(): void {
    this.#units += 1;
    if (this.#silent) this.#dead += 1;
    this.#silent = true;
  }

  read(): Activity {
    const mean = this.#sum / this.#count;
    const variance = this.#squares / this.#count - mean * mean;
    // What rounding leaves below 0 is 0; NaN stays NaN.
    return { mean, variance: variance < 0 ? 0 : variance, deadShare: this.#dead / this.#units };
  }
}
