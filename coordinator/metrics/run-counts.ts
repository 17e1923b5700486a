import { Counter, Histogram, type Registry } from 'prom-client';
import type { RunEvent } from '../run/events.ts';

const DURATIONS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500];

/** What this process alone can count of runs, from their events. */
export class RunCounts {
  readonly #registry: Registry;
  readonly #trialSeconds: Histogram<'run'>;
  readonly #packTrials: Histogram<'run'>;
  readonly #released: Counter<'run' | 'code'>;
  readonly #counters: Readonly<Record<keyof typeof COUNTERS, Counter<'run'>>>;
  /** Codes that packs of a run came back with: what they are counted under. */
  readonly #codes = new Map<string, Set<string>>();

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#trialSeconds = this.#histogram(
      'fanout_trial_duration_seconds',
      'Training and evaluation time of a completed trial: its pack’s, divided by the trials of the pack. From the ledger.',
      DURATIONS,
    );
    this.#packTrials = this.#histogram(
      'fanout_pack_trials',
      'Trials in a pack that a worker began, seen by this process.',
      [1, 2, 3, 4, 5, 6, 7, 8, 10, 16, 32, 64],
    );
    this.#released = new Counter({
      name: 'fanout_packs_released_total',
      help: 'Packs that a worker handed back without outcomes, by the code of the error catalogue, seen by this process.',
      labelNames: ['run', 'code'],
      registers: [registry],
    });
    const counters = Object.entries(COUNTERS).map(([key, [name, help]]) => [
      key,
      new Counter({ name, help, labelNames: ['run'], registers: [registry] }),
    ]);
    this.#counters = Object.fromEntries(counters);
  }

  /** A run is opened: what has not happened yet is shown as 0. */
  begin(run: string): void {
    for (const counter of Object.values(this.#counters)) counter.inc({ run }, 0);
    this.#trialSeconds.zero({ run });
    this.#packTrials.zero({ run });
  }

  count(run: string, event: RunEvent): void {
    const counters = this.#counters;
    switch (event.kind) {
      case 'recorded':
        if (event.outcome.status === 'completed') this.#trialSeconds.observe({ run }, event.outcome.seconds);
        break;
      case 'began':
        this.#packTrials.observe({ run }, event.trials.length);
        if (event.attempt > 1) counters.retried.inc({ run }, event.trials.length);
        break;
      case 'progress':
        counters.examples.inc({ run }, event.examples);
        break;
      case 'released':
        this.#codes.set(run, (this.#codes.get(run) ?? new Set()).add(event.code));
        this.#released.inc({ run, code: event.code });
        break;
      case 'split':
        counters.splits.inc({ run });
        break;
      case 'duplicate':
        counters.duplicates.inc({ run });
        break;
      case 'rejected':
        counters.rejected.inc({ run });
        break;
      case 'reconciled':
        counters.republished.inc({ run }, event.republished);
        break;
    }
  }

  /** The run is shown no longer. */
  forget(run: string): void {
    for (const counter of Object.values(this.#counters)) counter.remove({ run });
    this.#trialSeconds.remove({ run });
    this.#packTrials.remove({ run });
    for (const code of this.#codes.get(run) ?? []) this.#released.remove({ run, code });
    this.#codes.delete(run);
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram<'run'> {
    return new Histogram({ name, help, labelNames: ['run'], buckets, registers: [this.#registry] });
  }
}

const COUNTERS = {
  examples: [
    'fanout_examples_trained_total',
    'Training examples that workers reported to this process, repeated attempts counted in. Progress is lossy: a lower bound.',
  ],
  retried: [
    'fanout_trials_begun_again_total',
    'Trials begun as a second or later attempt, seen by this process.',
  ],
  duplicates: [
    'fanout_duplicate_outcomes_total',
    'Outcomes that came for a trial which had one, and were dropped, seen by this process.',
  ],
  rejected: [
    'fanout_rejected_outcomes_total',
    'Outcomes that could not be true and were not recorded, seen by this process.',
  ],
  splits: [
    'fanout_packs_split_total',
    'Packs that were given out again in smaller ones, seen by this process.',
  ],
  republished: [
    'fanout_trials_published_total',
    'Trials put into the queue because neither ledger nor queue had them, those of the start counted in.',
  ],
} as const;
