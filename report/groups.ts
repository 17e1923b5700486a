import { type Metric, metricOf, type Objective } from '../proto/metrics.ts';
import type { ArmSummary, RunResults, TrialResult } from '../results/results.ts';
import { bestFirst } from '../study/direction.ts';
import { lookOf } from './drawing/palette.ts';
import { shortLabels } from './drawing/short-labels.ts';
import { type FactorWords, factorWords } from './wording/factor.ts';
import { type Unit, unitOf } from './wording/unit.ts';

/** What became of an arm's trials: all learned, some did, none did, or none was completed. */
export type Fate = 'learned' | 'partly' | 'stuck' | 'absent';

/** One arm as the report sees it: its trials, its figures, and how it looks in every chart. */
export interface Group {
  /**
   * `g0`, `g1`, … in the study's order: what charts use as a key, so that no user's words reach a chart's
   * grammar.
   */
  readonly key: string;
  readonly label: string;
  /** The label as it fits into a chart's margin. */
  readonly short: string;
  readonly colour: string;
  readonly shape: string;
  readonly trials: readonly TrialResult[];
  readonly completed: readonly CompletedTrial[];
  /**
   * Of the objective; `stddev` is the sample's. Null without completed trials (fewer than two, for `stddev`).
   */
  readonly mean: number | null;
  readonly stddev: number | null;
  readonly fate: Fate;
  /**
   * What the study compares, in words, what its trials report, and what it decides by: the same for all its
   * groups.
   */
  readonly words: FactorWords;
  readonly metrics: readonly Metric[];
  readonly objective: Metric;
  /** Whether the study has folds. */
  readonly folds: boolean;
}

/** A trial that has a value of the study's objective. */
export type CompletedTrial = TrialResult & { readonly value: number };

/** The arms of a run, in the study's order. Pure. */
export function groupsOf({
  summary,
  results,
  factors,
  metrics,
  objective,
  oneSplit,
}: Pick<RunResults, 'summary' | 'results' | 'factors' | 'metrics' | 'oneSplit'> & {
  readonly objective: Pick<Objective, 'metric'>;
}): readonly Group[] {
  const shared = {
    ...{ words: factorWords(factors), metrics, objective: metricOf(metrics, objective.metric) },
    folds: !oneSplit,
  };
  const short = shortLabels(summary.map(({ arm }) => arm));
  return summary.map((row, index) => ({
    ...groupOf(row, index, results, objective.metric),
    ...shared,
    short: short.get(row.arm)!,
  }));
}

function groupOf(
  row: ArmSummary,
  index: number,
  results: readonly TrialResult[],
  metric: string,
): Omit<Group, 'words' | 'metrics' | 'objective' | 'folds' | 'short'> {
  const trials = results.filter((result) => result.arm === row.arm);
  const completed = trials.flatMap((trial) => completedOf(trial, metric));
  const stuck = completed.filter(isStuck).length;
  return {
    key: `g${index}`,
    label: row.arm,
    ...lookOf(index),
    trials,
    completed,
    mean: row.mean,
    stddev: row.stddev,
    fate:
      completed.length === 0
        ? 'absent'
        : stuck === 0
          ? 'learned'
          : stuck < completed.length
            ? 'partly'
            : 'stuck',
  };
}

/** Whether a completed trial ended without having learned anything. Pure. */
export function isStuck(trial: TrialResult): boolean {
  return trial.findings.some(({ kind }) => kind === 'did_not_learn' || kind === 'diverged');
}

function completedOf(trial: TrialResult, metric: string): CompletedTrial[] {
  const value = trial.metrics[metric];
  return trial.status === 'completed' && value !== undefined ? [{ ...trial, value }] : [];
}

/** Groups with a mean, best first; equal means keep the study's order. Pure. */
export function ranked(groups: readonly Group[]): readonly (Group & { readonly mean: number })[] {
  const better = bestFirst(groups[0]?.objective.direction ?? 'maximize');
  return groups
    .filter((group): group is Group & { readonly mean: number } => group.mean !== null)
    .sort((a, b) => better(a.mean, b.mean));
}

/**
 * What guessing reaches, as the findings of this run have it, averaged over them; null when none has it, or
 * the study decides by something else than a share of right answers. Pure.
 */
export function chanceOf(groups: readonly Group[]): number | null {
  if (!groups[0]?.objective.binomial) return null;
  const levels = groups
    .flatMap((group) => group.completed.flatMap((trial) => trial.findings))
    .flatMap((finding) => (finding.kind === 'did_not_learn' ? [finding.chance] : []));
  return levels.length === 0 ? null : levels.reduce((sum, level) => sum + level, 0) / levels.length;
}

/** How values of what the study decides by are written. Pure. */
export function valueUnit(groups: readonly Group[]): Unit {
  return unitOf(groups[0]?.objective ?? { scale: 'plain', title: 'value' });
}

/** What the study decides by, as tables and axes call it: `accuracy`. Pure. */
export function titleOf(groups: readonly Group[]): string {
  return groups[0]?.objective.title ?? 'value';
}

/** The same at the beginning of a sentence. Pure. */
export function capitalised(title: string): string {
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** What the groups are, in words. Pure. */
export function wordsOf(groups: readonly Group[]): FactorWords {
  return groups[0]?.words ?? factorWords([]);
}
