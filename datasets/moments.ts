/** Mean and deviation of numbers that come one after the other, channel by channel. */
export interface Moments {
  readonly mean: Float64Array;
  /** Over all numbers (n, not n − 1), as scikit-learn and Keras normalise; 1 where all are equal. */
  readonly deviation: Float64Array;
}

/**
 * Gathers them in double precision. Values come channel by channel, over and over: of bytes the sums are
 * exact; of others Welford's recurrence is used. The same values in the same order give the same bits.
 */
export class MomentsGatherer {
  readonly #mean: Float64Array;
  /** Of bytes the sum of the squares, else that of the squared distances from the mean. */
  readonly #squares: Float64Array;
  readonly #exact: boolean;
  #count = 0;

  /** `exact`: all values are whole numbers from 0 to 255. */
  constructor(channels: number, exact: boolean) {
    this.#mean = new Float64Array(channels);
    this.#squares = new Float64Array(channels);
    this.#exact = exact;
  }

  /** Takes values, as many for each channel. */
  add(values: ArrayLike<number>): void {
    const channels = this.#mean.length;
    for (let first = 0; first < values.length; first += channels) {
      this.#count += 1;
      for (let channel = 0; channel < channels; channel++) {
        const value = values[first + channel]!;
        if (this.#exact) {
          this.#mean[channel]! += value;
          this.#squares[channel]! += value * value;
          continue;
        }
        const distance = value - this.#mean[channel]!;
        this.#mean[channel]! += distance / this.#count;
        this.#squares[channel]! += distance * (value - this.#mean[channel]!);
      }
    }
  }

  moments(): Moments {
    const n = this.#count;
    const mean = this.#exact ? this.#mean.map((sum) => sum / n) : this.#mean.slice();
    const variance = this.#squares.map((squares, channel) =>
      this.#exact ? (squares - this.#mean[channel]! * mean[channel]!) / n : squares / n,
    );
    return { mean, deviation: variance.map((own) => (own > 0 ? Math.sqrt(own) : 1)) };
  }
}
