/** What a study of so many folds and seeds will find, given what differences vary with. */
import { normalCdf, tQuantile } from './distributions.ts';
import { errorOf, MOST_DF_OVER_SPLITS } from './mean-estimate.ts';
import { Draws } from './simulation/draws.ts';

/**
 * Variances of a single block's difference, in its unit squared, by what they come from; see `Components`.
 */
export interface Spread {
  readonly fold: number;
  readonly seed: number;
  readonly rest: number;
}

/** A study to be: k folds × m seeds; one fold is a study without folds. `seeds` may be infinite. */
export interface PlannedStudy {
  readonly folds: number;
  readonly seeds: number;
  /** Whether folds are drawn anew for each seed. */
  readonly resplit: boolean;
  /** Of a single pair's test: the study's alpha over the number of pairs. */
  readonly alpha: number;
}

/** Draws over which the chance is averaged: its Monte Carlo standard error is below 0.008. */
const DRAWS = 4000;
const SEED = 20_260_105;

/**
 * The chance, 0 … 1, that the test of a pair finds a mean difference (either way round). It draws the mean
 * squares that the test is computed from (independent scaled chi-squares, as in any balanced normal model),
 * applies the test's own formula to each, and integrates over the normal mean exactly; so it agrees with the
 * test by construction. What folds share because their training sets overlap is taken as large as the test
 * supposes: test/train of `fold`. The same random numbers in each call. Pure.
 */
export function chanceOfFinding(difference: number, spread: Spread, study: PlannedStudy): number {
  return chancesOfFinding(spread, study)(difference);
}

/** `chanceOfFinding` of any difference, from one set of draws. */
function chancesOfFinding(spread: Spread, study: PlannedStudy): (difference: number) => number {
  const { folds, alpha } = study;
  // A single trial of each arm has no spread, and there is no test.
  if (folds < 2 && study.seeds < 2) return () => 0;
  const deviation = Math.sqrt(varianceOfMean(spread, study));
  if (deviation === 0) return (difference) => (difference === 0 ? 0 : 1);
  const critical = criticalValues(alpha, mostDf(study));
  const draws = new Draws(SEED);
  const reaches = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    const { error, df } = drawn(spread, study, draws);
    reaches[draw] = error! * critical(df);
  }
  return (difference) => {
    let sum = 0;
    for (const reach of reaches)
      sum += normalCdf((difference - reach) / deviation) + normalCdf((-difference - reach) / deviation);
    return sum / DRAWS;
  };
}

/** The most degrees of freedom that the test of such a study has. */
function mostDf({ folds, seeds, resplit }: PlannedStudy): number {
  if (resplit) return MOST_DF_OVER_SPLITS;
  return folds > 1 ? folds - 1 : Math.min(MOST_SEEDS, seeds) - 1;
}

function drawn(spread: Spread, study: PlannedStudy, draws: Draws) {
  if (study.resplit) return drawSplits(spread, study, draws);
  return study.folds > 1 ? drawKept(spread, study, draws) : drawRepeats(spread, study, draws);
}

/** A study without folds: Student's paired t-test over its seeds, which share one split. */
function drawRepeats({ seed, rest }: Spread, { seeds }: PlannedStudy, draws: Draws) {
  const df = Math.min(MOST_SEEDS, seeds) - 1;
  return { error: Math.sqrt(((seed + rest) * meanSquare(draws, df)) / seeds), df };
}

/** The variance of the mean difference of such a study. Pure. */
export function varianceOfMean(
  { fold, seed, rest }: Spread,
  { folds, seeds, resplit }: PlannedStudy,
): number {
  // What the one split makes is not asked about: it is part of the difference that is to be found.
  if (folds < 2) return (seed + rest) / seeds;
  const shared = 1 / (folds - 1);
  if (resplit) return (fold + seed + rest) * (1 / (folds * seeds) + shared);
  return fold * (1 / folds + shared) + seed / seeds + rest / (folds * seeds);
}

function drawKept({ fold, seed, rest }: Spread, { folds, seeds }: PlannedStudy, draws: Draws) {
  const testToTrain = 1 / (folds - 1);
  const betweenFolds = (fold + rest / seeds) * meanSquare(draws, folds - 1);
  // What one seed leaves unknown.
  if (seeds < 2)
    return errorOf(
      { folds, seeds, betweenFolds, restDf: 0, restOfFoldMean: Number.NaN, seed: Number.NaN },
      testToTrain,
    );
  const betweenSeeds = (seed + rest / folds) * meanSquare(draws, seeds - 1);
  const restDf = (folds - 1) * (seeds - 1);
  const restFound = rest * meanSquare(draws, restDf);
  const seedFound = Math.max(0, betweenSeeds - restFound / folds);
  return errorOf(
    { folds, seeds, betweenFolds, restDf, restOfFoldMean: restFound / seeds, seed: seedFound },
    testToTrain,
  );
}

function drawSplits({ fold, seed, rest }: Spread, { folds, seeds }: PlannedStudy, draws: Draws) {
  const n = folds * seeds;
  const error = Math.sqrt((fold + seed + rest) * meanSquare(draws, n - 1) * (1 / n + 1 / (folds - 1)));
  return { error, df: Math.min(MOST_DF_OVER_SPLITS, n - 1) };
}

/** A mean square whose expectation is 1; without end of its degrees of freedom it is 1. */
function meanSquare(draws: Draws, df: number): number {
  return df === Number.POSITIVE_INFINITY ? 1 : draws.meanSquare(df);
}

const STEPS = 64;
const knownLogs = new Map<string, Map<number, number>>();

/**
 * Two-sided critical values of t for 1 ≤ df ≤ `most`: exact at the ends, else interpolated (relative error
 * below 0.001).
 */
function criticalValues(alpha: number, most: number): (df: number) => number {
  const logs = knownLogs.get(`${alpha}/${most}`) ?? new Map<number, number>();
  knownLogs.set(`${alpha}/${most}`, logs);
  // Their logarithm is nearly linear in 1/df.
  const at = (step: number) => {
    const kept = logs.get(step);
    if (kept !== undefined) return kept;
    const value = Math.log(tQuantile(1 - alpha / 2, 1 / (1 / most + (step / STEPS) * (1 - 1 / most))));
    logs.set(step, value);
    return value;
  };
  return (df) => {
    const place = most === 1 ? 0 : (STEPS * (1 / Math.max(1, df) - 1 / most)) / (1 - 1 / most);
    const below = Math.min(STEPS - 1, Math.max(0, Math.floor(place + 1e-9)));
    const part = Math.max(0, place - below);
    return Math.exp(part < 1e-9 ? at(below) : at(below) * (1 - part) + at(below + 1) * part);
  };
}

/**
 * The fewest seeds from which on the study finds the difference with the chance wanted, 0 … 1; undefined
 * where no number does, since what varies with the folds stays however many seeds there are. With more seeds
 * the chance can fall: one seed cannot show what seeds do, so that a test over it takes the mean of one seed
 * for surer than a test over two, which must judge what it sees by few degrees of freedom. Fewer seeds than
 * those after which it falls short again do not count. Throws nothing. Pure.
 */
export function seedsNeeded(
  difference: number,
  spread: Spread,
  study: Omit<PlannedStudy, 'seeds'>,
  wanted: number,
): number | undefined {
  const chance = (seeds: number) => chanceOfFinding(difference, spread, { ...study, seeds });
  if (chance(Number.POSITIVE_INFINITY) <= wanted) return undefined;
  const tried = [1, 2, 3, 4, 5, 6, 7];
  while (tried.at(-1)! < MOST_SEEDS)
    tried.push(Math.min(MOST_SEEDS, 2 ** Math.ceil(Math.log2(tried.at(-1)! + 1))));
  const short = tried.findLastIndex((seeds) => chance(seeds) < wanted);
  let low = short < 0 ? 0 : tried[short]!;
  let high = tried[Math.min(short + 1, tried.length - 1)]!;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (chance(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
}

/** Where the search for seeds ends, and its answer where more are needed: nobody trains so many. */
export const MOST_SEEDS = 2 ** 20;

/** Halvings of the range in which a difference is looked for: a thousandth of it is no matter. */
const HALVINGS = 10;

/** The least difference that the study finds with the chance wanted, 0 … 1. Throws nothing. Pure. */
export function detectableDifference(spread: Spread, study: PlannedStudy, wanted: number): number {
  const chance = chancesOfFinding(spread, study);
  let high = Math.sqrt(varianceOfMean(spread, study));
  if (high === 0) return 0;
  while (chance(high) < wanted && high < Number.MAX_VALUE / 4) high *= 2;
  let low = 0;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (chance(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * What a difference will vary with in a study with other folds or other data than the pilot's. What varies
 * with the folds is taken to be the chance of the examples that a fold tests, as it mostly is: it grows with
 * the number of folds and shrinks with that of the examples. What seeds do, and the rest, stays. Pure.
 */
export function spreadOf(
  { fold, seed, rest }: Spread,
  { timesFolds, timesData }: { readonly timesFolds: number; readonly timesData: number },
): Spread {
  return { fold: (fold * timesFolds) / timesData, seed, rest };
}
