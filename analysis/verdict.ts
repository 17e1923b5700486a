/**
 * The verdict, as a table of contents: lay the observations out → set aside what never learned → compare each
 * pair → describe the groups → where the variance comes from → power → sentences. Each method stands in a
 * file of its own, with its source.
 */
import type { Verdict } from '../proto/verdict.ts';
import { type Blocks, completeBlocks, layOut, type Observation } from './blocks.ts';
import { caveatsOf } from './caveats.ts';
import { medianDetectable } from './detectable.ts';
import { effectsOf } from './effects.ts';
import { type AllExamples, examplesFromSteps, foldsPlanned } from './examples.ts';
import { fewSeedsSentences } from './few-seeds.ts';
import { criticalDifference, friedman } from './friedman.ts';
import { describeGroups } from './groups.ts';
import { learningOf, learningRates } from './learning.ts';
import { missingOf } from './missing.ts';
import { oneSplitCaveats, oneSplitSentences } from './one-split.ts';
import type { VerdictOptions } from './options.ts';
import { outlookOf } from './outlook.ts';
import { type ComparedPair, comparePairs, comparisonsOf } from './pairs.ts';
import { smallestWilcoxonP } from './power.ts';
import { sameValueSentences } from './same-values.ts';
import { leadingPair, sentencesOf } from './sentences.ts';

export type { Trial, VerdictOptions } from './options.ts';
export { pairKey } from './pairs.ts';

/** The verdict over a run's observations. Pure. Throws USAGE for observations that cannot be. */
export function verdictOf(observations: readonly Observation[], options: VerdictOptions): Verdict {
  const blocks = layOut(observations);
  const learning = learningOf(observations, options);
  const learners = blocks.groups.filter((group) => !learning.get(group)!.chanceLevel);
  const examples =
    options.unit === 'accuracy' && !options.oneSplit
      ? (options.examples ?? examplesFromSteps(observations))
      : undefined;
  const compared = comparePairs(blocks, learners, options, allExamples(observations, examples, options));
  const comparisons = comparisonsOf(compared.map(({ test }) => test));
  const pairs = compared.map(({ pair }) => pair);
  const largest = largestDifference(observations, options);
  const { alpha, margin, testToTrain, maximize, resplit = false } = options;
  const groups = describeGroups(blocks, learning, pairs, options);
  const effects = effectsOf(blocks, learners, options);
  const lead = leadingPair({ groups, pairs });
  const leading = compared.find(({ pair }) => pair === lead);
  const verdict: Verdict = {
    summary: [],
    groups,
    pairs,
    ...(effects.length > 0 ? { effects } : {}),
    learning: learningRates(learning),
    variance:
      resplit || options.testsOverlap || !leading
        ? null
        : outlookOf(leading.pair, leading.test, { alpha, comparisons, largest, testToTrain }),
    friedman: options.datasets ? rankTest(blocks, options) : null,
    power: powerOf(blocks, compared, options, { comparisons, largest }),
    settings: {
      ...{ alpha, confidence: 1 - alpha, margin, testToTrain, maximize, resplit, comparisons },
      ...{ examples: examples ?? null, examplesKnown: options.examples !== undefined },
      ...(options.oneSplit ? { oneSplit: true as const } : {}),
      ...(options.testsOverlap ? { testsOverlap: true as const } : {}),
    },
    caveats: [],
  };
  const missing = missingOf(blocks, options.missing ?? []);
  const lost = missing.some(({ group }) => !blocks.values.has(group));
  return {
    ...verdict,
    summary: [
      ...sentencesOf(verdict, options.unit, lost),
      ...oneSplitSentences(verdict),
      ...sameValueSentences(blocks, learners),
      ...fewSeedsSentences(compared, options.decidedOver),
    ],
    caveats: [...caveatsOf(verdict, options.unit, missing, namesFor(options)), ...oneSplitCaveats(verdict)],
  };
}

/** What folds and seeds are called: a study without folds speaks of its seeds alone. */
function namesFor({ names, oneSplit }: VerdictOptions): VerdictOptions['names'] {
  return names ?? (oneSplit ? { unit: null, folds: new Map(), seeds: new Map() } : undefined);
}

/**
 * Examples with the folds that have them: those planned, where the number is that of the data; else those it
 * was estimated from.
 */
function allExamples(
  observations: readonly Observation[],
  examples: number | undefined,
  { examples: known, testToTrain, resplit = false }: VerdictOptions,
): AllExamples | undefined {
  const folds = foldsPlanned(observations, known === undefined ? 0 : testToTrain);
  return examples === undefined ? undefined : { examples, folds, resplit };
}

/**
 * A difference that nobody would look for: half of the range of accuracies. A study that finds only such has
 * no power to state.
 */
const LARGEST_SHOWN = 0.5;

/** No difference can be larger: 1 for accuracies, else how far the values lie apart. */
function largestDifference(observations: readonly Observation[], { unit }: VerdictOptions): number {
  if (unit !== 'value') return 1;
  const [low, high] = observations.reduce(
    ([least, most], { value }) => [Math.min(least, value), Math.max(most, value)] as const,
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const,
  );
  return high - low;
}

function rankTest(blocks: Blocks, options: VerdictOptions): Verdict['friedman'] {
  const test = friedman(completeBlocks(blocks), options.maximize);
  if (!test) return null;
  const { blocks: n, chiSquare, df, p } = test;
  const difference = criticalDifference(blocks.groups.length, n, options.alpha);
  return { blocks: n, chiSquare, df, p, criticalDifference: difference };
}

/** Half a hundredth of a percentage point, which a sentence would write as 0.00. */
const LEAST_SHOWN = 0.00005;

function powerOf(
  blocks: Blocks,
  compared: readonly ComparedPair[],
  { resplit, oneSplit, alpha, unit }: VerdictOptions,
  { comparisons, largest }: { readonly comparisons: number; readonly largest: number },
): Verdict['power'] {
  const folds = new Set([...blocks.places.values()].map(({ fold }) => fold)).size;
  const n = blocks.blocks.length;
  const errors = compared.flatMap(({ test }) =>
    test.p === null ? [] : [{ error: test.error!, df: test.df }],
  );
  const middle = medianDetectable(errors, alpha / comparisons);
  const [least, most] = unit !== 'value' ? [LEAST_SHOWN, LARGEST_SHOWN] : [0, largest];
  return {
    blocks: n,
    smallestWilcoxonP: smallestWilcoxonP(resplit || oneSplit ? n : folds),
    detectableDifference: middle > least && middle <= most ? middle : null,
  };
}
