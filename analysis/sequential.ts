/**
 * Looking at the results while seeds are still being added, without crying wolf more often for it. The
 * study's alpha is shared out over the looks by a spending function (`alphaSpent`); each look tests at what
 * was added since the look before, and what a look has decided stands. By Bonferroni's inequality the chance
 * of any false decision at any look is at most the sum of what was spent, whatever the dependence between
 * looks: a little stricter than the exact boundaries of Lan and DeMets (1983), and free of their assumption
 * that the statistic is a Brownian motion.
 */
import type { PairConclusion, Verdict } from '../proto/verdict.ts';
import { rate } from '../report/wording/numbers.ts';
import type { Observation } from './blocks.ts';
import { alphaSpent } from './power.ts';
import { pairKey, type VerdictOptions, verdictOf } from './verdict.ts';

/** When results were, and may be, looked at. */
export interface Looks {
  /** Seeds in the order in which they were added. */
  readonly seeds: readonly number[];
  /** How many of them each look so far had, ascending. */
  readonly at: readonly number[];
  /** The most seeds that there may be, fixed before the first look. */
  readonly maxSeeds: number;
  readonly stopped: NonNullable<Verdict['sequential']>['stopped'];
}

/** Below this the quantiles of t lose their digits; it is counted as spent. */
const LEAST_ALPHA = 1e-9;

/** The alpha of each look: what the spending function has released since the look before. Pure. */
export function alphaOfLooks(at: readonly number[], maxSeeds: number, alpha: number): number[] {
  let spent = 0;
  return at.map((seeds) => {
    const released = alphaSpent(Math.min(1, seeds / maxSeeds), alpha) - spent;
    const own = Math.min(Math.max(released, LEAST_ALPHA), alpha - spent);
    spent += own;
    return own;
  });
}

/**
 * The verdict of the last look. What an earlier one decided stands. Pure. Throws USAGE for observations that
 * cannot be.
 */
export function sequentialVerdict(
  observations: readonly Observation[],
  options: VerdictOptions,
  looks: Looks,
): Verdict {
  const alphas = alphaOfLooks(looks.at, looks.maxSeeds, options.alpha);
  const decided = new Map<string, PairConclusion>();
  const decidedOver = new Map<string, number>();
  let verdict = verdictOf([], options);
  for (const [index, count] of looks.at.entries()) {
    const seeds = new Set(looks.seeds.slice(0, count));
    const rows = observations.filter(({ seed }) => seeds.has(seed));
    verdict = verdictOf(rows, { ...options, alpha: alphas[index]!, decided, decidedOver });
    for (const pair of verdict.pairs) {
      if (pair.conclusion === 'undecided' || decided.has(pairKey(pair))) continue;
      decided.set(pairKey(pair), pair.conclusion);
      decidedOver.set(pairKey(pair), count);
    }
  }
  const spent = alphas.reduce((sum, own) => sum + own, 0);
  const sequential = {
    looks: looks.at.map((seeds, index) => ({ seeds, alpha: alphas[index]! })),
    maxSeeds: looks.maxSeeds,
    spent,
    alpha: options.alpha,
    stopped: looks.stopped,
  };
  return { ...verdict, summary: [...verdict.summary, spentSentence(sequential)], sequential };
}

/** Whether nothing is left to be decided. Pure. */
export function isSettled({ pairs }: Pick<Verdict, 'pairs'>): boolean {
  return pairs.every(({ conclusion }) => conclusion !== 'undecided');
}

const STOPPED = {
  settled: 'every pair is decided',
  seeds: 'the most seeds are reached',
  time: 'the time is over',
} as const;

function spentSentence({
  looks,
  maxSeeds,
  spent,
  alpha,
  stopped,
}: NonNullable<Verdict['sequential']>): string {
  const seeds = looks.at(-1)?.seeds ?? 0;
  const why = stopped === null ? '' : `; no more were added, since ${STOPPED[stopped]}`;
  return (
    `Seeds were added in blocks, ${seeds} of at most ${maxSeeds}, with ${looks.length} ${looks.length === 1 ? 'look' : 'looks'} at the results, ` +
    `which spent ${rate(spent)} of the alpha of ${rate(alpha)}${why}.`
  );
}
