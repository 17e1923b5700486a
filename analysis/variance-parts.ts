import type { VarianceComponent, VarianceParts } from '../proto/verdict.ts';
import type { Components } from './components.ts';
import { chiSquareUpper, fUpper } from './distributions.ts';

/**
 * The components of variance with intervals: `rest` by its χ², `fold` and `seed` by Williams's and Tukey's
 * (Biometrika 49, 1962; at least 1 − 2 alpha, close to 1 − alpha in practice: Burdick & Graybill, Confidence
 * Intervals on Variance Components, 1992, ch. 3). Null where they cannot be told apart: one fold, one seed,
 * or too many gaps. Pure.
 */
export function variancePartsOf(components: Components, alpha: number): VarianceParts | null {
  const { folds, seeds, rest, restDf } = components;
  if (restDf === 0) return null;
  const { betweenFolds, restOfFoldMean, betweenSeeds, restOfSeedEffect } = components;
  const [upper, lower] = quantilesOfChiSquare(restDf, alpha);
  return {
    fold: {
      variance: components.fold,
      ...williamsTukey(betweenFolds, folds - 1, restOfFoldMean, restDf, alpha),
    },
    seed: {
      variance: components.seed,
      ...williamsTukey(betweenSeeds, seeds - 1, restOfSeedEffect, restDf, alpha),
    },
    rest: { variance: rest, low: (restDf * rest) / upper, high: finite((restDf * rest) / lower) },
  };
}

/** The interval of a component, from the variance between means and what the rest contributes to it. */
function williamsTukey(
  between: number,
  df: number,
  restOfMean: number,
  restDf: number,
  alpha: number,
): Omit<VarianceComponent, 'variance'> {
  const [upper, lower] = quantilesOfChiSquare(df, alpha);
  const [fHigh, fLow] = remembered(`F/${df}/${restDf}/${alpha}`, () => [
    fUpper(alpha / 2, df, restDf),
    fUpper(1 - alpha / 2, df, restDf),
  ]);
  return {
    low: Math.max(0, (df * (between - fHigh * restOfMean)) / upper),
    high: finite(Math.max(0, (df * (between - fLow * restOfMean)) / lower)),
  };
}

function quantilesOfChiSquare(df: number, alpha: number): readonly [number, number] {
  return remembered(`χ²/${df}/${alpha}`, () => [
    chiSquareUpper(alpha / 2, df),
    chiSquareUpper(1 - alpha / 2, df),
  ]);
}

const known = new Map<string, readonly [number, number]>();

function remembered(key: string, make: () => readonly [number, number]): readonly [number, number] {
  const found = known.get(key) ?? make();
  if (known.size > 10_000) known.clear();
  known.set(key, found);
  return found;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
