/** What a person should know of besides values: findings, failures, what was lost and mended. Pure. */

import type { TrialState } from '../coordinator/run-state/trial.ts';
import type { Finding } from '../proto/findings.ts';
import type { Metric } from '../proto/metrics.ts';
import { meaningOf, TITLE } from '../report/explanations.ts';
import { count, whole } from '../report/format.ts';
import { reasonOf } from '../report/wording/reason.ts';
import { isNetworkStudy } from '../study/study.ts';
import type { TroublePart } from './view.ts';
import type { WatchedRun } from './watched-run.ts';

/** So many failed trials are told one by one; the grid has them all. */
const LISTED = 8;
/** So many of its last lines; the log has all. */
const MOST_LINES = 12;
const LONGEST_LINE = 400;

export function troublesOf({ runState, setbacks }: WatchedRun): TroublePart[] {
  const { study } = runState.manifest;
  return [
    ...failures(runState.trials, !isNetworkStudy(study)),
    ...study.arms.flatMap(({ label }, arm) => findings(label, runState.arms[arm]!, study.metrics)),
    ...setbacks.map((setback) => ({ kind: 'setback' as const, ...setback })),
  ];
}

/** `logs`: whether programs train, which write some. */
function failures(trials: readonly TrialState[], logs: boolean): TroublePart[] {
  const failed = trials.filter(({ state }) => state === 'failed');
  const told = failed.slice(0, LISTED).map(({ trial, outcome }) => {
    const { what, lines } = reasonOf(outcome?.reason);
    return {
      kind: 'failed' as const,
      title: `${trial.key} failed`,
      text: what.slice(0, 300),
      ...(lines.length > 0
        ? { lines: lines.slice(-MOST_LINES).map((line) => line.slice(0, LONGEST_LINE)) }
        : {}),
      ...(logs ? { log: trial.key } : {}),
    };
  });
  const rest = failed.length - told.length;
  const more = {
    kind: 'failed' as const,
    title: `${count(rest, 'more trial')} failed`,
    text: 'See the grid.',
  };
  return rest > 0 ? [...told, more] : told;
}

function findings(label: string, trials: readonly TrialState[], metrics: readonly Metric[]): TroublePart[] {
  const completed = trials.filter(({ state }) => state === 'completed');
  return (Object.keys(TITLE) as Finding['kind'][]).flatMap((kind) => {
    const found = completed.filter(({ outcome }) => outcome?.findings.some((each) => each.kind === kind));
    if (found.length === 0) return [];
    const where = `in ${whole(found.length)} of ${count(completed.length, 'completed trial')}`;
    return [
      {
        kind: 'finding',
        title: `${label}: ${TITLE[kind].toLowerCase()}`,
        text: `${where}. ${meaningOf(kind, metrics)}`,
      },
    ];
  });
}
