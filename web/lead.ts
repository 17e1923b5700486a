/**
 * The top of the page: who is ahead or what the verdict is, how far the run is, how long it still takes.
 * Pure.
 */

import { looksText } from '../analysis/sentences.ts';
import { countsOf } from '../coordinator/run-state/counts.ts';
import { doneBefore, progressOf } from '../coordinator/run-state/progress.ts';
import { count, duration, whole } from '../report/format.ts';
import type { RunResults } from '../results/results.ts';
import { aheadSentences } from './ahead.ts';
import { roughly, secondsLeft } from './time-left.ts';
import { isFinal, type LeadPart, type Phase } from './view.ts';
import type { WatchedRun } from './watched-run.ts';
import { workersOf } from './workers.ts';

/** How the command stands, beside what its run does. */
export interface Standing {
  readonly phase: Phase;
  /** The verdict over all, once it is final. */
  readonly results?: RunResults;
  readonly report?: string;
  /** With seeds in blocks: the results of the blocks before. */
  readonly earlier?: RunResults;
  /** Why it ended, if not with a verdict: what happened, and what to do. */
  readonly reason?: readonly string[];
}

/** Share of the work that must be done before a time is foretold. */
const LEAST_DONE = 0.01;
const QUARTERS = ['', 'A quarter', 'Half', 'Three quarters', 'All'] as const;

/** `now`: Unix time in seconds. */
export function leadPart(run: WatchedRun, standing: Standing, now: number): LeadPart {
  const { runState, manifest } = run;
  const { training, completed, failed } = countsOf(runState);
  const done = progressOf(runState);
  const { recorded } = runState;
  const sentences = sentencesOf(run, standing, recorded, now);
  return {
    phase: standing.phase,
    sentences,
    progress: [
      ...recordedText(standing.results?.trials ?? { total: manifest.trials, completed, failed }),
      ...(training > 0 ? [`${whole(training)} in training`] : []),
      ...speed(run, standing, now),
      ...timing(run, standing, done, now),
    ].join(' · '),
    notes: [
      ...(standing.earlier && !standing.results ? [`${looksText(standing.earlier.verdict)}.`] : []),
      ...(standing.results?.verdict.caveats ?? []),
    ],
    done: Number(done.toFixed(3)),
    recorded,
    news: newsOf(standing, sentences, run.hindrances, { recorded, failed, trials: manifest.trials }),
    report: standing.report ?? null,
  };
}

function sentencesOf(
  run: WatchedRun,
  { phase, results, reason }: Standing,
  recorded: number,
  now: number,
): string[] {
  switch (phase) {
    case 'done':
      return results ? [...results.verdict.summary] : [];
    case 'interrupted':
    case 'failed':
      return [...(reason ?? [])];
    case 'stopping':
      return ['The command was told to stop: workers hand back what they hold.'];
    case 'finishing':
      return [`All ${whole(run.manifest.trials)} trials have their outcome; the verdict is being drawn.`];
    case 'starting':
      return ['The run is being prepared.'];
    case 'running': {
      const starting = recorded === 0 && run.fleet.members(now).length === 0;
      return [...run.hindrances, ...(starting ? ['The workers are starting.'] : aheadSentences(run))];
    }
  }
}

function recordedText({
  total,
  completed,
  failed,
}: Pick<RunResults['trials'], 'total' | 'completed' | 'failed'>): string[] {
  return [
    `${whole(completed)} of ${count(total, 'trial')} completed`,
    ...(failed > 0 ? [`${whole(failed)} failed`] : []),
  ];
}

function speed(run: WatchedRun, { phase }: Standing, now: number): string[] {
  const rates = workersOf(run, isFinal(phase), now).map(({ examplesPerSecond }) => examplesPerSecond ?? 0);
  const sum = rates.reduce((total, rate) => total + rate, 0);
  return sum > 0 ? [`${whole(sum)} examples/s`] : [];
}

function timing(run: WatchedRun, { phase, results, earlier }: Standing, done: number, now: number): string[] {
  if (results) return [`took ${duration(results.seconds)}`];
  const elapsed = now - run.openedAt;
  const left = secondsLeft({ done, doneBefore: doneBefore(run.runState), elapsed }, LEAST_DONE);
  return phase === 'running' && left !== undefined && done < 1
    ? [`about ${roughly(left)} left${earlier ? ' of this block of seeds' : ''}`]
    : [];
}

function newsOf(
  { phase }: Standing,
  sentences: readonly string[],
  hindrances: readonly string[],
  { recorded, failed, trials }: { recorded: number; failed: number; trials: number },
): string {
  if (phase === 'done') return `The run is done. ${sentences.join(' ')}`;
  if (phase !== 'running') return sentences.join(' ');
  const quarter = QUARTERS[Math.floor((4 * recorded) / trials)]!;
  const far = quarter === '' ? [] : [`${quarter} of the trials have an outcome.`];
  return [...hindrances, ...far, ...(failed > 0 ? ['Some trials failed.'] : [])].join(' ');
}
