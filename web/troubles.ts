/** What a person should know of besides accuracies: findings, failures, what was lost and mended. Pure. */

import type { TrialState } from '../coordinator/run-state/trial.ts';
import type { Finding } from '../proto/findings.ts';
import { MEANING, TITLE } from '../report/explanations.ts';
import { count, whole } from '../report/format.ts';
import type { TroublePart } from './view.ts';
import type { WatchedRun } from './watched-run.ts';

/** So many failed trials are told one by one; the grid has them all. */
const LISTED = 8;

export function troublesOf({ runState, setbacks }: WatchedRun): TroublePart[] {
  return [
    ...failures(runState.trials),
    ...runState.manifest.study.arms.flatMap(({ label }, arm) => findings(label, runState.arms[arm]!)),
    ...setbacks.map((setback) => ({ kind: 'setback' as const, ...setback })),
  ];
}

function failures(trials: readonly TrialState[]): TroublePart[] {
  const failed = trials.filter(({ state }) => state === 'failed');
  const told = failed.slice(0, LISTED).map(({ trial, outcome }) => ({
    kind: 'failed' as const,
    title: `${trial.key} failed`,
    text: outcome?.reason?.slice(0, 300) ?? 'no reason recorded',
  }));
  const rest = failed.length - told.length;
  const more = {
    kind: 'failed' as const,
    title: `${count(rest, 'more trial')} failed`,
    text: 'See the grid.',
  };
  return rest > 0 ? [...told, more] : told;
}

function findings(label: string, trials: readonly TrialState[]): TroublePart[] {
  const completed = trials.filter(({ state }) => state === 'completed');
  return (Object.keys(TITLE) as Finding['kind'][]).flatMap((kind) => {
    const found = completed.filter(({ outcome }) => outcome?.findings.some((each) => each.kind === kind));
    if (found.length === 0) return [];
    const where = `in ${whole(found.length)} of ${count(completed.length, 'completed trial')}`;
    return [
      {
        kind: 'finding',
        title: `${label}: ${TITLE[kind].toLowerCase()}`,
        text: `${where}. ${MEANING[kind]}`,
      },
    ];
  });
}
