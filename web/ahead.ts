/**
 * Who is ahead while trials are still missing, and whether that means anything yet. No test: the verdict
 * comes at the end. Pure.
 */

import { spreadOf } from '../analysis/sample.ts';
import type { TrialState } from '../coordinator/run-state/trial.ts';
import { finalSpread, finalValues } from '../coordinator/run-state/values.ts';
import { metricOf } from '../proto/metrics.ts';
import { type Unit, unitOf } from '../report/wording/unit.ts';
import { bestFirst, type Direction, gain } from '../study/direction.ts';
import { hasFolds } from '../study/folds.ts';
import type { Study } from '../study/study.ts';
import type { WatchedRun } from './watched-run.ts';

interface Contender {
  readonly label: string;
  readonly trials: readonly TrialState[];
  readonly mean: number;
}

/** Two sentences at most. */
export function aheadSentences({ runState, manifest }: WatchedRun): string[] {
  const { arms, metrics, objective } = manifest.study;
  const { direction } = objective;
  const unit = unitOf(metricOf(metrics, objective.metric));
  const best = direction === 'minimize' ? 'lowest' : 'highest';
  const [first, second] = contenders(arms, runState.arms, direction);
  if (!first) return ['Nothing is completed yet, so nobody is ahead.'];
  if (!second) return [`Only ${first.label} has a completed trial so far: there is nothing to compare yet.`];
  if (first.mean === second.mean)
    return [
      `${first.label} and ${second.label} share the ${best} mean so far, ${unit.value(first.mean)}: neither is ahead.`,
    ];
  const completed = finalValues(first.trials).length;
  const over =
    completed < first.trials.length
      ? `${completed} of its ${first.trials.length} trials`
      : `all ${completed} of its trials`;
  return [
    `${first.label} has the ${best} mean so far, ${unit.value(first.mean)} over ${over}; ${second.label} is next with ${unit.value(second.mean)}.`,
    meaningOf(first, second, { blocks: blockWords(manifest.study), unit, direction }),
  ];
}

/** Arms with a completed trial, the best mean first. */
function contenders(
  arms: Study['arms'],
  rows: WatchedRun['runState']['arms'],
  direction: Direction,
): Contender[] {
  const better = bestFirst(direction);
  return arms
    .flatMap(({ label }, arm) => {
      const trials = rows[arm]!;
      const mean = finalSpread(trials)?.mean;
      return mean === undefined ? [] : [{ label, trials, mean }];
    })
    .sort((a, b) => better(a.mean, b.mean));
}

/** Compared where the two are comparable: on the folds and seeds that both have completed. */
function meaningOf(
  first: Contender,
  second: Contender,
  {
    blocks,
    unit,
    direction,
  }: { readonly blocks: BlockWords; readonly unit: Unit; readonly direction: Direction },
): string {
  const differences = first.trials.flatMap((trial, block) => {
    const [a, b] = [finalValues([trial])[0], finalValues([second.trials[block]!])[0]];
    return a === undefined || b === undefined ? [] : [gain(direction, a, b)];
  });
  const spread = spreadOf(differences);
  if (spread?.stddev === undefined) {
    return `That means nothing yet: they have ${differences.length === 0 ? 'nothing' : `only one ${blocks.one}`} in common.`;
  }
  const { mean, stddev } = spread;
  const where = `Over the ${differences.length} ${blocks.many} that both have`;
  if (mean <= 0) return `${where} ${first.label} is not ahead: that means little yet.`;
  const told = `${where} it leads by ${differenceText(mean, unit)}, and that varies by ${differenceText(stddev, unit)} from one to the next`;
  return mean <= stddev
    ? `${told}: it may well turn.`
    : `${told}; whether that is enough, the verdict says at the end.`;
}

interface BlockWords {
  readonly one: string;
  readonly many: string;
}

/** What the blocks of a study are. */
function blockWords(study: Study): BlockWords {
  if (!hasFolds(study)) return { one: 'seed', many: 'seeds' };
  return study.seeds.length > 1
    ? { one: 'fold and seed', many: 'folds and seeds' }
    : { one: 'fold', many: 'folds' };
}

/** The size of a difference with its unit: `0.31 percentage points`, `0.0123`. */
function differenceText(size: number, { scale, differences, signed }: Unit): string {
  const text = signed(size).replace('+', '');
  return scale === 100 ? `${text} ${differences}` : text;
}
