import { mean } from './sample.ts';

/** One value in one cell of the grid folds × seeds: an outcome, or the difference of two outcomes. */
export interface Cell {
  readonly fold: number | string;
  readonly seed: number | string;
  readonly value: number;
}

/**
 * What the values of a grid folds × seeds vary with. Variances are in the unit of the values, squared, and those of single values:
 * a value is mean + fold + seed + rest, with variances `fold`, `seed` and `rest`. The same seed on two folds shares its random
 * numbers (initial weights), so seeds are crossed with folds, not nested in them.
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
  /** Variance between the effects of the seeds, m − 1 degrees of freedom, and what `rest` contributes to it; NaN where not known. */
  readonly betweenSeeds: number;
  readonly restOfSeedEffect: number;
  /** Components, at least 0 (negative estimates are 0, as usual in the analysis of variance); NaN where not known. */
  readonly fold: number;
  readonly seed: number;
  readonly rest: number;
  /** Degrees of freedom of `rest`; 0 where folds or seeds are fewer than two. */
  readonly restDf: number;
}

/**
 * Components of variance of a grid folds × seeds by the method of moments (Searle, Casella & McCulloch, Variance Components, 1992,
 * ch. 4; cells without a value: unweighted means, ch. 5.4): equate the mean squares with their expectations. Pure.
 */
export function componentsOf(cells: readonly Cell[]): Components {
  const folds = groupValues(cells, 'fold');
  const seeds = groupValues(cells, 'seed');
  const foldMeans = [...folds.values()].map(mean);
  const centre = mean(foldMeans);
  const betweenFolds = varianceOf(foldMeans);
  const restDf = cells.length - folds.size - seeds.size + 1;
  const unknown = folds.size < 2 || seeds.size < 2 || restDf < 1;
  if (unknown) {
    const seed = folds.size < 2 ? varianceOf(cells.map(({ value }) => value)) : Number.NaN;
    const parts = { fold: Number.NaN, seed, rest: Number.NaN, restOfFoldMean: Number.NaN, restDf: 0 };
    const ofSeeds = { betweenSeeds: Number.NaN, restOfSeedEffect: Number.NaN };
    return { folds: folds.size, seeds: seeds.size, mean: centre, betweenFolds, ...parts, ...ofSeeds };
  }
  const effects = additiveFit(cells);
  const rest = cells.reduce((sum, cell) => sum + effects.residual(cell) ** 2, 0) / restDf;
  const restOfFoldMean = rest * mean([...folds.values()].map((values) => 1 / values.length));
  const restOfSeedEffect = rest * mean([...seeds.values()].map((values) => 1 / values.length));
  const betweenSeeds = varianceOf(effects.seeds);
  return {
    folds: folds.size,
    seeds: seeds.size,
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

function groupValues(cells: readonly Cell[], by: 'fold' | 'seed'): Map<number | string, number[]> {
  const groups = new Map<number | string, number[]>();
  for (const cell of cells) {
    const values = groups.get(cell[by]);
    if (values) values.push(cell.value);
    else groups.set(cell[by], [cell.value]);
  }
  return groups;
}

function varianceOf(values: readonly number[]): number {
  const centre = mean(values);
  return values.length < 2
    ? Number.NaN
    : values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

/** Rounds of the additive fit: a full grid needs one, a grid with gaps converges geometrically. */
const MOST_ROUNDS = 200;

/** Least squares of value = fold + seed + residual, by alternating projections; exact after one round on a full grid. */
function additiveFit(cells: readonly Cell[]) {
  const fold = new Map<number | string, number>();
  const seed = new Map<number | string, number>(cells.map((cell) => [cell.seed, 0]));
  const noise = 16 * Number.EPSILON * cells.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0);
  for (let round = 0, change = Number.POSITIVE_INFINITY; round < MOST_ROUNDS && change > noise; round++) {
    setMeans(fold, cells, 'fold', (cell) => cell.value - seed.get(cell.seed)!);
    change = setMeans(seed, cells, 'seed', (cell) => cell.value - fold.get(cell.fold)!);
  }
  return {
    seeds: [...seed.values()],
    residual: (cell: Cell) => cell.value - fold.get(cell.fold)! - seed.get(cell.seed)!,
  };
}

/** Sets the effects of one side to the means of what is left, and returns the largest change. */
function setMeans(
  effects: Map<number | string, number>,
  cells: readonly Cell[],
  by: 'fold' | 'seed',
  left: (cell: Cell) => number,
): number {
  const sums = new Map<number | string, { sum: number; count: number }>();
  for (const cell of cells) {
    const own = sums.get(cell[by]);
    if (own) {
      own.sum += left(cell);
      own.count += 1;
    } else sums.set(cell[by], { sum: left(cell), count: 1 });
  }
  let change = 0;
  for (const [name, { sum, count }] of sums) {
    const next = sum / count;
    change = Math.max(change, Math.abs(next - (effects.get(name) ?? 0)));
    effects.set(name, next);
  }
  return change;
}
