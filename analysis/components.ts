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
    return { folds: folds.size, seeds: seeds.size, mean: centre, betweenFolds, ...parts };
  }
  const effects = additiveFit(cells);
  const rest = cells.reduce((sum, cell) => sum + effects.residual(cell) ** 2, 0) / restDf;
  const restOfFoldMean = rest * mean([...folds.values()].map((values) => 1 / values.length));
  const restOfSeedEffect = rest * mean([...seeds.values()].map((values) => 1 / values.length));
  return {
    folds: folds.size,
    seeds: seeds.size,
    mean: centre,
    betweenFolds,
    restOfFoldMean,
    fold: Math.max(0, betweenFolds - restOfFoldMean),
    seed: Math.max(0, varianceOf(effects.seeds) - restOfSeedEffect),
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
  for (let round = 0, change = Number.POSITIVE_INFINITY; round < MOST_ROUNDS && change > 0; round++) {
    for (const [name, values] of groupValues(
      cells.map((cell) => ({ ...cell, value: cell.value - seed.get(cell.seed)! })),
      'fold',
    ))
      fold.set(name, mean(values));
    change = 0;
    for (const [name, values] of groupValues(
      cells.map((cell) => ({ ...cell, value: cell.value - fold.get(cell.fold)! })),
      'seed',
    )) {
      const next = mean(values);
      const step = Math.abs(next - seed.get(name)!);
      if (step > Number.EPSILON * 16 * Math.abs(fold.get(cells[0]!.fold)!)) change = Math.max(change, step);
      seed.set(name, next);
    }
  }
  return {
    seeds: [...seed.values()],
    residual: (cell: Cell) => cell.value - fold.get(cell.fold)! - seed.get(cell.seed)!,
  };
}
