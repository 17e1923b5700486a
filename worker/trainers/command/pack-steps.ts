import type { StepsTaken } from '../trainer.ts';

/**
 * The steps of a pack whose trials are programs: a step is an epoch that one of them reported. How many there
 * will be is known only where the parameters say it; otherwise there is always one more to come.
 */
export class PackSteps {
  /** Of each trial: epochs so far, and those that it is expected to have. */
  readonly #trials: { count: number; expected: number | undefined; ended: boolean }[];
  #toldAt = performance.now();
  #toldSteps = 0;

  /** `expected`: of each trial, where it is known. */
  constructor(expected: readonly (number | undefined)[]) {
    this.#trials = expected.map((own) => ({ count: 0, expected: own, ended: false }));
  }

  /** A trial has `count` epochs by now, of which `taken` are new. */
  reached(place: number, count: number, taken: number): StepsTaken {
    this.#trials[place]!.count = count;
    return this.#told(taken);
  }

  /** A trial has ended; what there is to tell when it had not as many epochs as was thought. */
  ended(place: number): StepsTaken | undefined {
    this.#trials[place]!.ended = true;
    return this.#steps() === this.#toldSteps || this.#step() === 0 ? undefined : this.#told(0);
  }

  #told(taken: number): StepsTaken {
    const now = performance.now();
    const seconds = (now - this.#toldAt) / 1000;
    this.#toldAt = now;
    this.#toldSteps = this.#steps();
    return { step: this.#step(), steps: this.#toldSteps, taken, examples: 0, seconds, waitedSeconds: 0 };
  }

  #step(): number {
    return this.#trials.reduce((sum, { count }) => sum + count, 0);
  }

  #steps(): number {
    return this.#trials.reduce((sum, { count, expected, ended }) => {
      return sum + (ended ? count : Math.max(expected ?? count + 1, count));
    }, 0);
  }
}
