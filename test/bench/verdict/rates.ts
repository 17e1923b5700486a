import type { Judged, RuleName } from './measure.ts';
import type { Estimate } from './rules.ts';

/** A share of simulated studies, 0 … 1, with its Monte Carlo standard error. */
export interface Rate {
  readonly rate: number;
  readonly error: number;
}

/** What a rule did over the simulated studies of a scenario, at a number of seeds. */
export interface Rates {
  readonly studies: number;
  /** Studies in which any pair was called different that is not, or the wrong way round. */
  readonly falseAlarms: Rate;
  /** Studies in which the first arm was called better than the second, where it is. */
  readonly found: Rate;
  /**
   * Studies in which the intervals of all pairs hold the truth, and single intervals of pairs and of means
   * that do.
   */
  readonly allPairs: Rate;
  readonly pairs: Rate;
  readonly means: Rate;
}

/**
 * Sums up what was said of many studies. The true difference is 0 without an effect; with one it is the mean
 * of all estimates at the most seeds, as the true mean of an arm always is: cross-validation estimates it
 * without bias. `better` says which sign is better. Pure.
 */
export function ratesOf(
  studies: readonly (readonly Judged[])[],
  { effect, better }: { readonly effect: boolean; readonly better: 1 | -1 },
): Map<string, Rates> {
  const best = studies.map((judged) => judged.findLast(({ rule }) => rule === 'verdict')!);
  const average = (of: (judged: Judged) => readonly Estimate[]) =>
    of(best[0]!).map((_, place) => best.reduce((sum, one) => sum + of(one)[place]![1], 0) / best.length);
  const truth = effect ? average(({ pairs }) => pairs) : best[0]!.pairs.map(() => 0);
  const ofMeans = average(({ means }) => means);
  return new Map(
    studies[0]!.map(({ rule, seeds }, place) => {
      const own = studies.map((judged) => judged[place]!);
      const wrong = ({ different }: Judged) =>
        different.some((sign) => sign !== 0 && (!effect || sign !== better));
      const rates = {
        studies: studies.length,
        falseAlarms: rateOf(own.map((one) => Number(wrong(one)))),
        found: rateOf(own.map(({ different }) => Number(different[0] === better))),
        allPairs: rateOf(own.map(({ pairs }) => Number(pairs.every((pair, at) => holds(pair, truth[at]!))))),
        pairs: rateOf(own.map(({ pairs }) => share(pairs, truth))),
        means: rateOf(own.map(({ means }) => share(means, ofMeans))),
      };
      return [keyOf(rule, seeds), rates];
    }),
  );
}

/** Where a rule's rates at a number of seeds stand. Pure. */
export function keyOf(rule: RuleName, seeds: number): string {
  return `${rule} ${seeds}`;
}

const holds = ([low, , high]: Estimate, truth: number) => low <= truth && truth <= high;

function share(estimates: readonly Estimate[], truth: readonly number[]): number {
  return estimates.filter((one, place) => holds(one, truth[place]!)).length / estimates.length;
}

/** The mean of shares of studies, 0 … 1 each. Pure. */
export function rateOf(shares: readonly number[]): Rate {
  const n = shares.length;
  const rate = shares.reduce((sum, one) => sum + one, 0) / n;
  const variance = shares.reduce((sum, one) => sum + (one - rate) ** 2, 0) / Math.max(1, n - 1);
  return { rate, error: Math.sqrt(variance / n) };
}
