import type { VerdictGroup, VerdictPair } from '../proto/verdict.ts';
import { type Blocks, cellsOf, completeBlocks } from './blocks.ts';
import { friedman } from './friedman.ts';
import type { Learning } from './learning.ts';
import { letters } from './letters.ts';
import { intervalOf, roundingNoise, testMean } from './mean-test.ts';
import type { VerdictOptions } from './options.ts';
import { inOrder } from './order.ts';
import { designOf } from './pairs.ts';
import { stddev } from './sample.ts';
import { variancePartsOf } from './variance-parts.ts';

/** The groups by themselves, the best first, those at chance last. Pure. */
export function describeGroups(
  blocks: Blocks,
  learning: ReadonlyMap<string, Learning>,
  pairs: readonly VerdictPair[],
  options: VerdictOptions,
): VerdictGroup[] {
  const ranked = options.datasets ? friedman(completeBlocks(blocks), options.maximize) : undefined;
  const described = blocks.groups.map((group, index) => {
    const { dead, chance, chanceLevel, unstable } = learning.get(group)!;
    const values = [...blocks.values.get(group)!.values()];
    const noise = roundingNoise(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
    const test = testMean(cellsOf(blocks, group), designOf(options), noise);
    const spread = stddev(values);
    return {
      group,
      trials: values.length,
      mean: test.estimate.mean,
      stddev: Number.isFinite(spread) ? spread : null,
      interval: intervalOf(test, options.alpha, options.unit !== 'value' ? [0, 1] : undefined),
      basis: test.basis,
      dead,
      chanceLevel,
      unstable,
      chance,
      variance: options.resplit ? null : variancePartsOf(test.estimate.components, options.alpha),
      meanRank: ranked?.meanRanks[index] ?? null,
    };
  });
  const ordered = inOrder(described, pairs, options.maximize);
  const learners = ordered.filter((group) => !group.chanceLevel).map(({ group }) => group);
  const different = new Set(
    pairs
      .filter(({ conclusion }) => conclusion.endsWith('better'))
      .flatMap(({ a, b }) => [`${a}\n${b}`, `${b}\n${a}`]),
  );
  const shown = letters(learners, (a, b) => different.has(`${a}\n${b}`));
  return ordered.map((group) => ({ ...group, letters: shown.get(group.group) ?? '' }));
}
