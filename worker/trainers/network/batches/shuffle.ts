import type { RandomStream } from '../randomness.ts';

/** Bytes that the shuffle buffer has where the study does not say how many examples it holds. */
const SHUFFLE_BYTES = 64 * 2 ** 20;

/**
 * Examples that the shuffle buffer holds: of the dataset and the study alone, since the order depends on it.
 * Pure.
 */
export function shuffleCapacity(exampleBytes: number, trainExamples: number, wanted?: number): number {
  return Math.min(trainExamples, wanted ?? Math.max(1, Math.floor(SHUFFLE_BYTES / exampleBytes)));
}

/**
 * Decides the order of a shuffle with bounded memory: each example goes into a slot; once all slots are
 * taken, into a random one, and the example that was there is next. At the end the slots are emptied in
 * random order. It holds no data: only which slot is whose turn.
 */
export class SlotShuffle {
  readonly #capacity: number;
  readonly #random: RandomStream;
  #taken = 0;

  constructor(capacity: number, random: RandomStream) {
    this.#capacity = capacity;
    this.#random = random;
  }

  /** Whether the next example takes another's place. */
  get full(): boolean {
    return this.#taken === this.#capacity;
  }

  /** The slot for the next example; when `full`, what is in it has to leave first. */
  place(): number {
    return this.full ? this.#random.integer(this.#capacity) : this.#taken++;
  }

  /** The slots that are taken, in the order in which they are to be emptied. */
  drain(): Uint32Array {
    const order = this.#random.permutation(this.#taken);
    this.#taken = 0;
    return order;
  }
}
