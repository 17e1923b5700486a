/**
 * The verdict, as a table of contents: lay the observations out → set aside what is at chance → compare each pair → letters →
 * ranks → power → sentences. Each method stands in a file of its own, with its source.
 */
import type { PairConclusion, Verdict, VerdictGroup, VerdictPair } from '../proto/verdict.ts';
import { type Blocks, completeBlocks, differences, layOut, type Observation } from './blocks.ts';
import { caveatsOf } from './caveats.ts';
import { correctedT, equivalenceP, intervalOf } from './corrected-t.ts';
import { criticalDifference, friedman } from './friedman.ts';
import { holm } from './holm.ts';
import { letters } from './letters.ts';
import { detectableDifference, smallestWilcoxonP } from './power.ts';
import { mean, median, stddev } from './sample.ts';
import { sentencesOf } from './sentences.ts';

export interface VerdictOptions {
  /** Largest difference that does not matter; null: equivalence is not tested. */
  readonly margin: number | null;
  readonly alpha: number;
  /** Test examples over training examples of a block: 1 / (k − 1) for k folds. */
  readonly testToTrain: number;
  readonly maximize: boolean;
  /** `accuracy` is spoken of in per cent, other values as they are. */
  readonly unit: 'accuracy' | 'value';
  /** What earlier looks at fewer seeds have decided, by `pairKey`: it stands. */
  readonly decided?: ReadonlyMap<string, PairConclusion>;
}

/** A pair's name in `decided`. Pure. */
export function pairKey({ a, b }: Pick<VerdictPair, 'a' | 'b'>): string {
  return `${a}\n${b}`;
}

/** The verdict over a run's observations. Pure. Throws USAGE for observations that cannot be. */
export function verdictOf(observations: readonly Observation[], options: VerdictOptions): Verdict {
  const blocks = layOut(observations);
  const atChance = groupsAtChance(observations);
  const learners = blocks.groups.filter((group) => !atChance.has(group));
  const pairs = comparePairs(blocks, learners, options);
  const groups = describeGroups(blocks, atChance, pairs, options);
  const verdict: Verdict = {
    summary: [],
    groups,
    pairs,
    friedman: rankTest(blocks, options),
    power: powerOf(blocks, learners, options),
    settings: {
      alpha: options.alpha,
      confidence: 1 - options.alpha,
      margin: options.margin,
      testToTrain: options.testToTrain,
      maximize: options.maximize,
    },
    caveats: [],
  };
  return {
    ...verdict,
    summary: sentencesOf(verdict, options.unit),
    caveats: caveatsOf(verdict, blocks.blocks.length),
  };
}

/** Groups of which more than half the trials never learned. */
function groupsAtChance(observations: readonly Observation[]): Set<string> {
  const share = new Map<string, { all: number; lost: number }>();
  for (const { group, findings = [] } of observations) {
    const counts = share.get(group) ?? { all: 0, lost: 0 };
    const lost = findings.some((kind) => kind === 'did_not_learn' || kind === 'diverged');
    share.set(group, { all: counts.all + 1, lost: counts.lost + (lost ? 1 : 0) });
  }
  return new Set([...share].filter(([, { all, lost }]) => 2 * lost > all).map(([group]) => group));
}

function comparePairs(blocks: Blocks, learners: readonly string[], options: VerdictOptions): VerdictPair[] {
  const compared = learners.flatMap((a, index) =>
    learners.slice(index + 1).map((b) => {
      const values = differences(blocks, a, b);
      const test = correctedT(values, options.testToTrain);
      const equivalence = options.margin === null ? null : equivalenceP(test, options.margin);
      return { a, b, values, test, equivalence };
    }),
  );
  const adjusted = holm(compared.map(({ test }) => test.p));
  const equivalence = holm(compared.map((pair) => pair.equivalence));
  return compared.map(({ a, b, values, test, ...pair }, index) => {
    const equivalent = equivalence[index] !== null && equivalence[index]! < options.alpha;
    const spread = stddev(values);
    const better = values.filter((value) => (options.maximize ? value > 0 : value < 0)).length;
    return {
      a,
      b,
      blocks: values.length,
      difference: finite(test.difference) ?? 0,
      interval: intervalOf(test, 1 - options.alpha),
      t: test.t,
      df: Math.max(0, test.df),
      p: test.p,
      pAdjusted: adjusted[index]!,
      effectSize: spread > 0 ? test.difference / spread : null,
      superiority:
        values.length === 0
          ? 0.5
          : (better + values.filter((value) => value === 0).length / 2) / values.length,
      equivalence: { p: pair.equivalence, pAdjusted: equivalence[index]!, equivalent },
      conclusion:
        options.decided?.get(pairKey({ a, b })) ??
        conclude(test.difference, adjusted[index]!, equivalent, options),
    };
  });
}

function conclude(
  difference: number,
  p: number | null,
  equivalent: boolean,
  options: VerdictOptions,
): PairConclusion {
  if (p !== null && p < options.alpha) return difference > 0 === options.maximize ? 'a_better' : 'b_better';
  return equivalent ? 'equivalent' : 'undecided';
}

function describeGroups(
  blocks: Blocks,
  atChance: ReadonlySet<string>,
  pairs: readonly VerdictPair[],
  options: VerdictOptions,
): VerdictGroup[] {
  const ranked = friedman(completeBlocks(blocks), options.maximize);
  const direction = options.maximize ? -1 : 1;
  const described = blocks.groups.map((group, index) => {
    const values = [...blocks.values.get(group)!.values()];
    return {
      group,
      trials: values.length,
      mean: mean(values),
      stddev: finite(stddev(values)),
      interval: intervalOf(correctedT(values, options.testToTrain), 1 - options.alpha),
      atChance: atChance.has(group),
      meanRank: ranked?.meanRanks[index] ?? null,
    };
  });
  described.sort((a, b) => Number(a.atChance) - Number(b.atChance) || direction * (a.mean - b.mean));
  const learners = described.filter((group) => !group.atChance).map(({ group }) => group);
  const different = new Set(
    pairs
      .filter(({ conclusion }) => conclusion.endsWith('better'))
      .flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]),
  );
  const shown = letters(learners, (a, b) => different.has(`${a} ${b}`));
  return described.map((group) => ({ ...group, letters: shown.get(group.group) ?? '' }));
}

function rankTest(blocks: Blocks, options: VerdictOptions): Verdict['friedman'] {
  const test = friedman(completeBlocks(blocks), options.maximize);
  if (!test) return null;
  const { blocks: n, chiSquare, df, p } = test;
  return {
    blocks: n,
    chiSquare,
    df,
    p,
    criticalDifference: criticalDifference(blocks.groups.length, n, options.alpha),
  };
}

function powerOf(blocks: Blocks, learners: readonly string[], options: VerdictOptions): Verdict['power'] {
  const spreads = learners.flatMap((a, index) =>
    learners.slice(index + 1).map((b) => stddev(differences(blocks, a, b))),
  );
  const known = spreads.filter(Number.isFinite);
  const n = blocks.blocks.length;
  return {
    blocks: n,
    smallestWilcoxonP: smallestWilcoxonP(n),
    detectableDifference:
      known.length === 0 ? null : detectableDifference(median(known), n, options.testToTrain, options.alpha),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
