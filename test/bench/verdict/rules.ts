/** What is compared: the product's own verdict, and two rules that it replaced or might have been. */
import type { Observation } from '../../../analysis/blocks.ts';
import { tQuantile, tTwoSided } from '../../../analysis/distributions.ts';
import { holm } from '../../../analysis/holm.ts';
import { mean, stddev } from '../../../analysis/sample.ts';
import { alphaOfLooks, sequentialVerdict } from '../../../analysis/sequential.ts';
import { type VerdictOptions, verdictOf } from '../../../analysis/verdict.ts';
import type { Interval, Verdict } from '../../../proto/verdict.ts';

/** An estimate with its interval. */
export type Estimate = readonly [low: number, value: number, high: number];

/** What a rule says of a study. */
export interface Said {
  /** Pairs called different, as `first − second is positive`, or negative; by the place of the pair. */
  readonly different: readonly (-1 | 0 | 1)[];
  /** Differences first − second of all pairs, and the means of all arms where the rule has them. */
  readonly pairs: readonly Estimate[];
  readonly means: readonly Estimate[];
}

export type Rule = (rows: readonly Observation[], options: VerdictOptions) => Said;

/** The product's. */
export const verdict: Rule = (rows, options) => saidBy(verdictOf(rows, options), options);

/** Nadeau and Bengio's test with each block of fold and seed as a split of its own: the rule until now. */
export const overBlocks: Rule = (rows, options) =>
  compare(rows, options, ({ fold, seed }) => `${fold}/${seed}`);

/** Nadeau and Bengio's test over folds, with the seeds of a fold averaged first. */
export const overFolds: Rule = (rows, options) => compare(rows, options, ({ fold }) => `${fold}`);

/** The product's, with a look after each of so many seeds. */
export function verdictWithLooks(most: number): Rule {
  const seeds = Array.from({ length: most }, (_, index) => index + 1);
  return (rows, options) =>
    saidBy(sequentialVerdict(rows, options, { seeds, at: seeds, maxSeeds: most, stopped: null }), options);
}

/** The rule until now with the same looks: what one of them decides stands. */
export function overBlocksWithLooks(most: number): Rule {
  const at = Array.from({ length: most }, (_, index) => index + 1);
  return (rows, options) => {
    const alphas = alphaOfLooks(at, most, options.alpha);
    const said = at.map((count, index) =>
      overBlocks(
        rows.filter(({ seed }) => seed <= count),
        { ...options, alpha: alphas[index]! },
      ),
    );
    const last = said.at(-1)!;
    const first = (pair: number) =>
      said.map(({ different }) => different[pair]!).find((one) => one !== 0) ?? 0;
    return { ...last, different: last.different.map((_, pair) => first(pair)) };
  };
}

function saidBy({ pairs, groups }: Verdict, { maximize }: VerdictOptions): Said {
  const better = maximize ? 1 : -1;
  const byName = [...groups].sort((a, b) => (a.group < b.group ? -1 : 1));
  return {
    different: pairs.map(({ conclusion }) =>
      conclusion === 'a_better' ? better : conclusion === 'b_better' ? (-better as 1 | -1) : 0,
    ),
    pairs: pairs.map(({ interval, difference }) => estimateOf(interval, difference!)),
    means: byName.map(({ interval, mean: value }) => estimateOf(interval, value)),
  };
}

/** No interval, for want of any spread, excludes nothing. */
function estimateOf(interval: Interval | null, value: number): Estimate {
  return [interval?.low ?? Number.NEGATIVE_INFINITY, value, interval?.high ?? Number.POSITIVE_INFINITY];
}

function compare(
  rows: readonly Observation[],
  { alpha, testToTrain }: VerdictOptions,
  unit: (row: Observation) => string,
): Said {
  const arms = [...new Set(rows.map(({ group }) => group))];
  const values = arms.map((arm) => {
    const units = new Map<string, number[]>();
    for (const row of rows)
      if (row.group === arm) units.set(unit(row), [...(units.get(unit(row)) ?? []), row.value]);
    return [...units.values()].map(mean);
  });
  const tests = values.flatMap((first, place) =>
    values.slice(place + 1).map((second) => {
      const differences = first.map((value, index) => value - second[index]!);
      const n = differences.length;
      const error = stddev(differences) * Math.sqrt(1 / n + testToTrain);
      const value = mean(differences);
      const p = error === 0 ? 1 : tTwoSided(value / error, n - 1);
      const reach = error * tQuantile(1 - alpha / 2, n - 1);
      return { p, value, interval: [value - reach, value, value + reach] as const };
    }),
  );
  const adjusted = holm(tests.map(({ p }) => p));
  return {
    different: tests.map(({ value }, place) => (adjusted[place]! < alpha ? (value > 0 ? 1 : -1) : 0)),
    pairs: tests.map(({ interval }) => interval),
    means: [],
  };
}
