import type { Extent } from './stage.ts';

/**
 * How long a turn may keep the process from its other work, in milliseconds. A large model has fewer steps in
 * a turn, and should lose little by it: what a turn saves is small beside its steps.
 */
export const TURN_MS = 400;

/**
 * The steps that wait for the turn, slot by slot, and how many make one: 1 until it is known how long a step
 * takes.
 */
export class Turns {
  readonly #most: number;
  #waiting: Extent[] = [];
  #steps = 1;

  /** `most`: slots that there are for batches. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The slot of the next step. */
  get slot(): number {
    return this.#waiting.length;
  }

  /** Adds a step, whose batch is in its slot; returns whether a turn is due. */
  add(extent: Extent): boolean {
    this.#waiting.push(extent);
    return this.#waiting.length >= this.#steps;
  }

  /** The steps of the turn, which from now on wait no longer. */
  take(): readonly Extent[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  /** A turn has taken so many milliseconds a step: the next one keeps to the time there is. */
  took(stepMs: number): void {
    this.#steps = Math.max(1, Math.min(this.#most, Math.floor(TURN_MS / stepMs)));
  }
}
