import { type Cell, type Components, componentsOf } from './components.ts';
import { mean } from './sample.ts';

/** How a study's blocks relate to each other. */
export interface Design {
  /**
   * Examples tested over examples trained on, in a block: 1 / (k − 1) for k folds as planned, whatever trials
   * are missing.
   */
  readonly testToTrain: number;
  /** Whether the folds were drawn anew for each seed, so that every block is a split of its own. */
  readonly resplit: boolean;
  /** Whether there are no folds: one split of the data, on which each seed trains again. */
  readonly oneSplit?: boolean;
  /** Whether folds test examples that others test too: repeats of a cross-validation, parts held out. */
  readonly testsOverlap?: boolean;
}

/** A mean over folds × seeds with what is known of its error. */
export interface MeanEstimate {
  readonly mean: number;
  /** Standard error of the mean as an estimate for new data and new seeds; null with fewer than two folds. */
  readonly error: number | null;
  /** Degrees of freedom of the reference t distribution; 0 where `error` is null. */
  readonly df: number;
  readonly components: Components;
}

/**
 * The mean of a grid folds × seeds and its standard error, for a study that keeps its folds in every seed:
 *
 *     V = σ²rest / (k m) + σ²seed / m + σ²fold (1/k + test/train)
 *
 * with the components of `componentsOf` for k folds and m seeds. Only what varies with the data (`fold`)
 * carries Nadeau and Bengio's correction for training sets that overlap (Machine Learning 52, 2003); what
 * seeds add is independent between trials and averages out. With one seed nothing can be told apart, and this
 * is their corrected resampled t-test over k folds. The correction takes σ²fold for the variance between
 * folds less only `REST_TAKEN_OFF` of what `rest` contributes to it. Where that is negative it counts as 0,
 * and V never falls below what the seeds alone make.
 *
 * Degrees of freedom: k − 1, fewer where the seeds carry much of V (Satterthwaite 1946); never more, though V
 * has other parts, since the estimate of `fold` has no more than k − 1. docs/statistics.md has the error
 * rates, and why not Satterthwaite's own.
 *
 * Where folds are drawn anew for each seed, all k × m blocks count as splits, with the correction in full and
 * at most `MOST_DF_OVER_SPLITS` degrees of freedom. No more are taken either where folds test examples that
 * others test too: repeats of a cross-validation, parts held out (`testsOverlap`). Then k is the number of
 * all folds, test/train that of one, and `sharedByFolds` is more than test/train. Pure.
 */
export function estimateMean(cells: readonly Cell[], design: Design): MeanEstimate {
  const components = componentsOf(cells);
  if (design.resplit) return overSplits(cells, components, design);
  const { error, df } = errorOf(components, sharedByFolds(design));
  const most = design.testsOverlap ? MOST_DF_OVER_SPLITS : Infinity;
  return { mean: components.mean, error, df: Math.min(df, most), components };
}

/**
 * What of the variance between folds the number of folds does not average out: Nadeau and Bengio's
 * test/train. Where folds test the same examples again, the share p of the data that one of them tests comes
 * to it: a cross-validation tests each example once, which is the 1/k of its k folds, and more folds of the
 * same examples do not take that away. With test/train alone, weak learners raised false alarms in up to .11
 * of simulated studies, with p in at most .06 (docs/statistics.md). Pure.
 */
export function sharedByFolds({ testToTrain, testsOverlap }: Design): number {
  return testToTrain + (testsOverlap ? testToTrain / (1 + testToTrain) : 0);
}

/**
 * Share of what `rest` contributes to the variance between folds that is taken off before the overlap's
 * correction. All of it (1) leaves the component without bias, but few folds tell it so badly that some of 21
 * pairs were called different in .068 of simulated studies, and in .084 under the hardest normal model; with
 * a half in .053 and .057. docs/decisions/0017 has the other shares.
 */
export const REST_TAKEN_OFF = 0.5;

/**
 * Standard error and degrees of freedom of the mean of a study that keeps its folds in every seed, as in
 * `estimateMean`. `shared`: what `sharedByFolds` says. Pure.
 */
export function errorOf(
  {
    folds,
    seeds,
    betweenFolds,
    restOfFoldMean,
    restDf,
    seed,
  }: Pick<Components, 'folds' | 'seeds' | 'betweenFolds' | 'restOfFoldMean' | 'restDf' | 'seed'>,
  shared: number,
): Pick<MeanEstimate, 'error' | 'df'> {
  if (folds < 2) return { error: null, df: 0 };
  if (restDf === 0) return { error: Math.sqrt(betweenFolds * (1 / folds + shared)), df: folds - 1 };
  const corrected = Math.max(0, betweenFolds - REST_TAKEN_OFF * restOfFoldMean);
  const ofFolds = Math.max(betweenFolds, restOfFoldMean) / folds + shared * corrected;
  const ofSeeds = seed / seeds;
  const variance = ofFolds + ofSeeds;
  const satterthwaite = variance ** 2 / (ofFolds ** 2 / (folds - 1) + ofSeeds ** 2 / (seeds - 1));
  return { error: Math.sqrt(variance), df: variance === 0 ? folds - 1 : Math.min(folds - 1, satterthwaite) };
}

/**
 * Most degrees of freedom over splits that were drawn anew. However many splits there are, they are of one
 * data set: Bouckaert (Choosing between two learning algorithms based on calibrated tests, ICML 2003) found
 * that 10 × 10 cross-validation behaves as if it had 10.
 */
export const MOST_DF_OVER_SPLITS = 10;

function overSplits(cells: readonly Cell[], components: Components, design: Design): MeanEstimate {
  const n = cells.length;
  const centre = mean(cells.map(({ value }) => value));
  if (n < 2) return { mean: centre, error: null, df: 0, components };
  const variance = cells.reduce((sum, { value }) => sum + (value - centre) ** 2, 0) / (n - 1);
  const error = Math.sqrt(variance * (1 / n + sharedByFolds(design)));
  return { mean: centre, error, df: Math.min(MOST_DF_OVER_SPLITS, n - 1), components };
}
