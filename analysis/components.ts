import { mean } from './sample.ts';

/** One value in one cell of the grid folds × seeds: an outcome, or the difference of two outcomes. */
export interface Cell {
  readonly fold: number | string;
  readonly seed: number | string;
  readonly value: number;
}

/**
 * What the values of a grid folds × seeds vary with. Variances are in the unit of the values, squared, and
 * those of single values: a value is mean + fold + seed + rest, with variances `fold`, `seed` and `rest`. The
 * same seed on two folds shares its random numbers (initial weights), so seeds are crossed with folds, not
 * nested in them.
 */
export interface Components {
  readonly folds: number;
  readonly seeds: number;
  /** Unweighted mean of the means of the folds. */
  readonly mean: number;
  /** Variance between the means of the folds, k − 1 degrees of freedom; NaN with one fold. */
  readonly betweenFolds: number;
  /** What `rest` alone contributes to `betweenFolds`; NaN where `rest` is not known. */
  readonly restOfFoldMean: number;
  /**
   * Variance between the effects of the seeds, m − 1 degrees of freedom, and what `rest` contributes to it;
   * NaN where not known.
   */
  readonly betweenSeeds: number;
  readonly restOfSeedEffect: number;
  /**
   * Components, at least 0 (negative estimates are 0, as usual in the analysis of variance); NaN where not
   * known.
   */
  readonly fold: number;
  readonly seed: number;
  readonly rest: number;
  /** Degrees of freedom of `rest`; 0 where folds or seeds are fewer than two. */
  readonly restDf: number;
}

/**
 * Components of variance of a grid folds × seeds by the method of moments (Searle, Casella & McCulloch,
 * Variance Components, 1992, ch. 4; cells without a value: unweighted means, ch. 5.4): equate the mean
 * squares with their expectations. Pure.
 */
export function componentsOf(cells: readonly Cell[]): Components {
  const grid = gridOf(cells);
  const { folds, seeds } = grid;
  const foldMeans = meansOf(grid.values, grid.foldOf, folds);
  const centre = mean(foldMeans);
  const betweenFolds = varianceOf(foldMeans);
  const restDf = cells.length - folds - seeds + 1;
  if (folds < 2 || seeds < 2 || restDf < 1) {
    const seed = folds < 2 ? varianceOf(grid.values) : Number.NaN;
    const parts = { fold: Number.NaN, seed, rest: Number.NaN, restOfFoldMean: Number.NaN, restDf: 0 };
    const ofSeeds = { betweenSeeds: Number.NaN, restOfSeedEffect: Number.NaN };
    return { folds, seeds, mean: centre, betweenFolds, ...parts, ...ofSeeds };
  }
  const { effects, squares } = additiveFit(grid);
  const rest = squares / restDf;
  const restOfFoldMean = rest * meanOfInverses(grid.foldOf, folds);
  const restOfSeedEffect = rest * meanOfInverses(grid.seedOf, seeds);
  const betweenSeeds = varianceOf(effects);
  return {
    folds,
    seeds,
    mean: centre,
    betweenFolds,
    restOfFoldMean,
    betweenSeeds,
    restOfSeedEffect,
    fold: Math.max(0, betweenFolds - restOfFoldMean),
    seed: Math.max(0, betweenSeeds - restOfSeedEffect),
    rest,
    restDf,
  };
}

/**
 * Cells with their folds and seeds by number, in the order in which they appear: a study has thousands of
 * pairs.
 */
interface Grid {
  readonly folds: number;
  readonly seeds: number;
  readonly values: Float64Array;
  readonly foldOf: Uint32Array;
  readonly seedOf: Uint32Array;
}

function gridOf(cells: readonly Cell[]): Grid {
  const values = new Float64Array(cells.length);
  const foldOf = new Uint32Array(cells.length);
  const seedOf = new Uint32Array(cells.length);
  const folds = new Map<number | string, number>();
  const seeds = new Map<number | string, number>();
  for (const [index, { fold, seed, value }] of cells.entries()) {
    values[index] = value;
    foldOf[index] = numberOf(folds, fold);
    seedOf[index] = numberOf(seeds, seed);
  }
  return { folds: folds.size, seeds: seeds.size, values, foldOf, seedOf };
}

function numberOf(names: Map<number | string, number>, name: number | string): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, names.size);
  return names.size - 1;
}

function countsOf(groupOf: Uint32Array, groups: number): Float64Array {
  const counts = new Float64Array(groups);
  for (const group of groupOf) counts[group]! += 1;
  return counts;
}

function meansOf(values: Float64Array, groupOf: Uint32Array, groups: number): Float64Array {
  const sums = new Float64Array(groups);
  for (let index = 0; index < values.length; index++) sums[groupOf[index]!]! += values[index]!;
  const counts = countsOf(groupOf, groups);
  return sums.map((sum, group) => sum / counts[group]!);
}

function meanOfInverses(groupOf: Uint32Array, groups: number): number {
  return mean(countsOf(groupOf, groups).map((count) => 1 / count));
}

function varianceOf(values: Float64Array): number {
  const centre = mean(values);
  return values.length < 2
    ? Number.NaN
    : values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

/** Rounds of the additive fit: a full grid needs one, a grid with gaps converges geometrically. */
const MOST_ROUNDS = 200;

/**
 * Least squares of value = fold + seed + residual, by alternating projections; exact after one round on a
 * full grid.
 */
function additiveFit({ folds, seeds, values, foldOf, seedOf }: Grid): {
  readonly effects: Float64Array;
  readonly squares: number;
} {
  const fold = new Float64Array(folds);
  const seed = new Float64Array(seeds);
  const counts = { fold: countsOf(foldOf, folds), seed: countsOf(seedOf, seeds) };
  const noise = 16 * Number.EPSILON * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let round = 0, change = Number.POSITIVE_INFINITY; round < MOST_ROUNDS && change > noise; round++) {
    setMeans(fold, foldOf, counts.fold, values, seed, seedOf);
    change = setMeans(seed, seedOf, counts.seed, values, fold, foldOf);
  }
  let squares = 0;
  for (let index = 0; index < values.length; index++)
    squares += (values[index]! - fold[foldOf[index]!]! - seed[seedOf[index]!]!) ** 2;
  return { effects: seed, squares };
}

/**
 * Sets the effects of one side to the means of what the other side leaves, and returns the largest change.
 */
function setMeans(
  effects: Float64Array,
  groupOf: Uint32Array,
  counts: Float64Array,
  values: Float64Array,
  others: Float64Array,
  otherOf: Uint32Array,
): number {
  const sums = new Float64Array(effects.length);
  for (let index = 0; index < values.length; index++)
    sums[groupOf[index]!]! += values[index]! - others[otherOf[index]!]!;
  let change = 0;
  for (let group = 0; group < sums.length; group++) {
    const next = sums[group]! / counts[group]!;
    change = Math.max(change, Math.abs(next - effects[group]!));
    effects[group] = next;
  }
  return change;
}
