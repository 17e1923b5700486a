/**
 * Early stopping: when a trial has trained enough, by a metric of examples that were held out of training.
 */
import type { Metric } from '../../../proto/metrics.ts';
import type { EarlyStopping } from '../../../study/study.ts';

/** Where a trial stands. Epochs count from 0. */
export interface Standing {
  best?: number | undefined;
  bestEpoch: number;
  /** Epochs since the best. */
  waited: number;
  stopped: boolean;
}

/**
 * Decides for each trial of a pack when it stops, as Keras's EarlyStopping does: at the first epoch that is
 * the `patience`-th in a row without an improvement of more than `minDelta`. A value that is not finite is no
 * improvement.
 */
export class Stopping {
  readonly #rule: EarlyStopping | undefined;
  readonly #sign: 1 | -1;
  readonly #trials: readonly Standing[];

  /**
   * `rule` absent: no trial ever stops early. `metric`: what the rule looks at. `from`: where each trial
   * stands; absent: at the beginning.
   */
  constructor(
    rule: EarlyStopping | undefined,
    metric: Pick<Metric, 'direction'> | undefined,
    trials: number,
    from?: readonly Readonly<Standing>[],
  ) {
    this.#rule = rule;
    this.#sign = metric?.direction === 'minimize' ? -1 : 1;
    this.#trials = Array.from({ length: trials }, (_, trial) => ({
      ...{ best: undefined, bestEpoch: 0, waited: 0, stopped: false },
      ...from?.[trial],
    }));
  }

  /** Where a trial stands: a copy. */
  standing(trial: number): Standing {
    return { ...this.#trials[trial]! };
  }

  /** Whether every trial has stopped. */
  get ended(): boolean {
    return this.#trials.every(({ stopped }) => stopped);
  }

  /** Whether a trial has stopped. */
  stopped(trial: number): boolean {
    return this.#trials[trial]!.stopped;
  }

  /** Whether a trial is to be judged by this epoch, the last that was noted, and not by an earlier one. */
  keeps(trial: number, epoch: number): boolean {
    return !this.#rule?.restoreBest || this.#trials[trial]!.bestEpoch === epoch;
  }

  /** Notes the metric of a trial that goes on after an epoch. */
  note(trial: number, epoch: number, value: number | undefined): void {
    const standing = this.#trials[trial]!;
    const { minDelta, patience } = this.#rule!;
    const worth = this.#sign * (value ?? Number.NaN);
    if (standing.best === undefined ? Number.isFinite(worth) : worth - minDelta > standing.best) {
      Object.assign(standing, { best: worth, bestEpoch: epoch, waited: 0 });
      return;
    }
    standing.waited += 1;
    if (standing.best === undefined) standing.bestEpoch = epoch;
    standing.stopped = standing.waited >= patience;
  }
}
