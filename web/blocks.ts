/**
 * With seeds in blocks each block is a run of its own; the page shows them as one grid that grows. All pure.
 */

import type { Outcome } from '../coordinator/ledger/outcome.ts';
import type { RunEvent } from '../coordinator/run/events.ts';
import type { MetricHistory } from '../proto/metrics.ts';
import type { RunResults } from '../results/results.ts';
import { gridOf, trialKey } from '../study/grid.ts';
import type { Manifest } from '../study/manifest.ts';

/**
 * The manifest of a block as that of the whole so far: the seeds of the blocks before it stand in front of
 * its own.
 */
export function withEarlier(manifest: Manifest, run: string, earlier: RunResults | undefined): Manifest {
  if (!earlier) return { ...manifest, run };
  const { study } = manifest;
  const seeds = [...new Set(earlier.results.map(({ seed }) => seed)), ...study.seeds];
  const trials = (manifest.trials / study.seeds.length) * seeds.length;
  return { ...manifest, run, trials, study: { ...study, seeds } };
}

/** The outcomes of earlier blocks, as far as a picture needs them, by their places in the whole. */
export function earlierOutcomes(whole: Manifest, earlier: RunResults): Outcome[] {
  const places = new Map(gridOf(whole.study).map(({ key, index }) => [key, index]));
  return earlier.results.map(({ arm, fold, seed, reason, ...result }) => {
    const key = trialKey({ arm, fold, seed });
    const { status, attempt, worker, findings, metrics, history, seconds } = result;
    return {
      ...{ trial: places.get(key)!, key, status, attempt, worker, backend: earlier.backend, seconds },
      ...{ findings: [...findings], metrics, history: copied(history), recordedAt: earlier.finishedAt },
      ...(reason === undefined ? {} : { reason }),
    };
  });
}

function copied(history: MetricHistory): Outcome['history'] {
  return Object.fromEntries(Object.entries(history).map(([name, values]) => [name, [...values]]));
}

/** An event of a block whose trials come after so many others. */
export function shifted(event: RunEvent, by: number): RunEvent {
  const places = (trials: readonly number[]) => trials.map((trial) => trial + by);
  switch (event.kind) {
    case 'recorded':
      return { ...event, outcome: { ...event.outcome, trial: event.outcome.trial + by } };
    case 'began':
    case 'released':
      return { ...event, trials: places(event.trials) };
    case 'progress':
      return { ...event, trials: event.trials.map((each) => ({ ...each, trial: each.trial + by })) };
    case 'duplicate':
    case 'rejected':
      return { ...event, trial: event.trial + by };
    default:
      return event;
  }
}

/** The trials whose looks an event changes. */
export function trialsOf(event: RunEvent): readonly number[] {
  switch (event.kind) {
    case 'recorded':
      return [event.outcome.trial];
    case 'began':
    case 'released':
      return event.trials;
    case 'progress':
      return event.trials.map(({ trial }) => trial);
    default:
      return [];
  }
}
