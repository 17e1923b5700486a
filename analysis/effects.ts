/** What each factor of a crossed study does on average over the others. */
import type { FactorEffect } from '../proto/verdict.ts';
import type { Blocks } from './blocks.ts';
import type { Cell } from './components.ts';
import { holm } from './holm.ts';
import { intervalOf, roundingNoise, testMean } from './mean-test.ts';
import type { CrossedArms, VerdictOptions } from './options.ts';
import { designOf } from './pairs.ts';

/** An arm by its levels, in the order of the factors. */
const cellKey = (levels: readonly string[]) => levels.join('\n');

/**
 * The mean difference between each two levels of each factor, averaged over all combinations of the others: a
 * contrast of the arms' values on each block, tested as the difference of a pair is (`testMean`), with
 * intervals simultaneous by Bonferroni's inequality and p Holm-adjusted over all of them. Blocks that some
 * arm lacks are left out. Empty unless all arms of the crossing learned and have values. Pure.
 */
export function effectsOf(
  blocks: Blocks,
  learners: readonly string[],
  options: VerdictOptions,
): FactorEffect[] {
  const { crossed } = options;
  if (!crossed || crossed.factors.length < 2) return [];
  const arms = armsByLevels(crossed);
  if (![...arms.values()].every((arm) => learners.includes(arm)) || !isComplete(crossed, arms)) return [];
  const complete = blocks.blocks.filter((block) =>
    [...arms.values()].every((arm) => blocks.values.get(arm)!.has(block)),
  );
  const largest = Math.max(
    0,
    ...[...arms.values()].flatMap((arm) => [...blocks.values.get(arm)!.values()].map(Math.abs)),
  );
  const test = (differences: readonly number[]) => {
    const cells = differences.map((value, at): Cell => ({ ...blocks.places.get(complete[at]!)!, value }));
    return testMean(cells, designOf(options), roundingNoise(largest));
  };
  const found = crossed.factors.flatMap((factor, place) =>
    pairsOf(factor.levels).map(([a, b]) => {
      const own = contextsOf(crossed, place).map((context) => {
        const at = (level: string) => blocks.values.get(arms.get(cellKey(context.with(place, level)))!)!;
        return complete.map((block) => at(a).get(block)! - at(b).get(block)!);
      });
      const average = complete.map((_, at) => own.reduce((sum, each) => sum + each[at]!, 0) / own.length);
      // How far single combinations are from the average: of two, both say the same.
      const departures = own.map((each) => test(each.map((value, at) => value - average[at]!)).p ?? 1);
      const least = Math.min(1, (own.length === 2 ? 1 : own.length) * Math.min(...departures));
      return { factor: factor.name, a, b, test: test(average), interaction: least };
    }),
  );
  const adjusted = holm(
    found.map(({ test: { p } }) => p),
    found.length,
  );
  return found.map(({ factor, a, b, test, interaction }, at) => ({
    ...{ factor, a, b, blocks: complete.length },
    difference: complete.length === 0 ? null : test.estimate.mean,
    interval: intervalOf(test, options.alpha / found.length),
    ...{ error: test.error, t: test.t, df: test.df, p: test.p, pAdjusted: adjusted[at]! },
    // Over all effects at once.
    interaction: { p: Math.min(1, interaction * found.length) },
  }));
}

function armsByLevels({ factors, levelsOf }: CrossedArms): Map<string, string> {
  return new Map(
    [...levelsOf].map(([arm, levels]) => [cellKey(factors.map(({ name }) => levels[name] ?? '')), arm]),
  );
}

function isComplete({ factors }: CrossedArms, arms: ReadonlyMap<string, string>): boolean {
  return arms.size === factors.reduce((count, { levels }) => count * levels.length, 1);
}

/** All combinations of the other factors' levels, with a first level of the own one in its place. */
function contextsOf({ factors }: CrossedArms, place: number): string[][] {
  return factors.reduce<string[][]>(
    (before, { levels }, at) =>
      before.flatMap((own) => (at === place ? levels.slice(0, 1) : levels).map((level) => [...own, level])),
    [[]],
  );
}

function pairsOf(levels: readonly string[]): (readonly [string, string])[] {
  return levels.flatMap((a, at) => levels.slice(at + 1).map((b) => [a, b] as const));
}
