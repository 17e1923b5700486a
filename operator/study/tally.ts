import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import { trialAt } from '../../study/grid.ts';
import type { Study } from '../../study/study.ts';
import type { StudyStatus } from '../resource/status.ts';

/**
 * Count, mean and sum of squared deviations of the objective of one arm's trials, updated one by one
 * (Welford, 1962).
 */
interface Moments {
  trials: number;
  mean: number;
  squares: number;
}

/** What a run's outcomes come to so far, for the status of its Study. Each outcome is to be taken once. */
export class Tally {
  readonly #study: Study;
  readonly #total: number;
  readonly #moments = new Map<string, Moments>();
  #completed = 0;
  #failed = 0;

  constructor(study: Study, total: number) {
    this.#study = study;
    this.#total = total;
    for (const { id } of study.arms) this.#moments.set(id, { trials: 0, mean: 0, squares: 0 });
  }

  /** Trials without an outcome. */
  get left(): number {
    return this.#total - this.#completed - this.#failed;
  }

  take({ trial, status, metrics }: Outcome): void {
    const value = metrics[this.#study.objective.metric];
    if (status === 'failed' || value === undefined) {
      this.#failed += 1;
      return;
    }
    this.#completed += 1;
    const moments = this.#moments.get(trialAt(this.#study, trial).arm)!;
    moments.trials += 1;
    const before = value - moments.mean;
    moments.mean += before / moments.trials;
    moments.squares += before * (value - moments.mean);
  }

  /** The fields that the outcomes decide. */
  status(): Pick<StudyStatus, 'progress' | 'trials' | 'best' | 'metric' | 'mean' | 'arms'> {
    const done = this.#completed + this.#failed;
    const known = [...this.#moments].filter(([, { trials }]) => trials > 0);
    const { metric, direction } = this.#study.objective;
    const sign = direction === 'maximize' ? 1 : -1;
    const best = known.reduce<(typeof known)[number] | undefined>(
      (first, next) => (first && sign * first[1].mean >= sign * next[1].mean ? first : next),
      undefined,
    );
    return {
      progress: `${done}/${this.#total}`,
      trials: { total: this.#total, completed: this.#completed, failed: this.#failed },
      metric,
      ...(best ? { best: best[0], mean: best[1].mean.toFixed(4) } : {}),
      arms: [...this.#moments].map(([arm, { trials, mean, squares }]) => ({
        arm,
        trials,
        ...(trials > 0 ? { mean: mean.toFixed(4) } : {}),
        ...(trials > 1 ? { stddev: Math.sqrt(squares / (trials - 1)).toFixed(4) } : {}),
      })),
    };
  }
}
