import type { Card } from '../device/card.ts';

/** Submissions that may be under way before a step is to wait. */
const MOST_SUBMITTED = 2;

/** Records work for a card and submits it, and knows how much of it is not done. */
export class Recording {
  readonly #card: Card;
  #encoder: GPUCommandEncoder | undefined;
  /** The submissions under way, the oldest first. */
  #submitted: Promise<void>[] = [];

  constructor(card: Card) {
    this.#card = card;
  }

  /** What is recorded is submitted with all that was recorded before. */
  get encoder(): GPUCommandEncoder {
    this.#encoder ??= this.#card.device.createCommandEncoder();
    return this.#encoder;
  }

  /**
   * Submits what is recorded. Returns a promise where the card is behind: it resolves when it has caught up.
   */
  submit(): Promise<void> | undefined {
    if (this.#encoder === undefined) return undefined;
    this.#card.device.queue.submit([this.#encoder.finish()]);
    this.#encoder = undefined;
    const done = this.#card.device.queue.onSubmittedWorkDone().then(() => {
      this.#submitted = this.#submitted.filter((each) => each !== done);
    });
    this.#submitted.push(done);
    return this.#submitted.length > MOST_SUBMITTED ? this.#submitted.at(-1 - MOST_SUBMITTED) : undefined;
  }
}
