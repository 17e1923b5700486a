import type { DesignOutlook, VarianceOfPair } from '../proto/verdict.ts';
import type { Components } from './components.ts';
import { detectableFrom } from './detectable.ts';
import { REST_TAKEN_OFF } from './mean-estimate.ts';
import type { MeanTest } from './mean-test.ts';
import { variancePartsOf } from './variance-parts.ts';

/**
 * What twice the seeds, the folds or the data would make of the error of a difference: the error as it is,
 * times what the expected one changes by, given the components of `componentsOf` and the variance of
 * `estimateMean`. (The expected error itself may be larger than the one found, where components were found
 * smaller than 0; a larger study would then seem to be a worse one.) Twice the folds halve the test examples
 * of each, and twice the data halve what varies with them: `fold` is taken to be the chance of the test
 * examples, `rest` that of training. `largest`: no difference can be larger. Null where the components are
 * not known. Pure.
 */
export function outlookOf(
  { a, b }: { readonly a: string; readonly b: string },
  { estimate, error, df }: MeanTest,
  settings: {
    readonly alpha: number;
    readonly comparisons: number;
    readonly largest: number;
    readonly testToTrain: number;
  },
): VarianceOfPair | null {
  const { components } = estimate;
  const { alpha, comparisons, largest, testToTrain } = settings;
  const parts = variancePartsOf(components, alpha);
  if (!parts || !error) return null;
  const { folds, seeds } = components;
  const each = alpha / Math.max(1, comparisons);
  const same = expectedOf(components, { folds: 1, seeds: 1, data: 1 }, testToTrain);
  const row = (design: DesignOutlook['design'], own: Scale): DesignOutlook => {
    const larger = expectedOf(components, own, testToTrain);
    const expected =
      design === 'now' ? { error, df } : { error: (error * larger.error) / same.error, df: larger.df };
    const detectable = detectableFrom(expected.error, expected.df, each);
    return {
      design,
      folds: folds * own.folds,
      seeds: seeds * own.seeds,
      error: expected.error,
      detectableDifference: detectable > largest ? null : detectable,
    };
  };
  return {
    a,
    b,
    parts,
    outlook: [
      row('now', { folds: 1, seeds: 1, data: 1 }),
      row('seeds', { folds: 1, seeds: 2, data: 1 }),
      row('folds', { folds: 2, seeds: 1, data: 1 }),
      // Blocks that share no data are data sets of their own: what varies with them does not shrink with
      // their size.
      ...(testToTrain > 0 ? [row('data', { folds: 1, seeds: 1, data: 2 })] : []),
    ],
  };
}

interface Scale {
  readonly folds: number;
  readonly seeds: number;
  readonly data: number;
}

function expectedOf(
  components: Components,
  scale: Scale,
  testToTrain: number,
): { error: number; df: number } {
  const folds = components.folds * scale.folds;
  const seeds = components.seeds * scale.seeds;
  const fold = testToTrain > 0 ? (components.fold * scale.folds) / scale.data : components.fold;
  const overlap = testToTrain === 0 ? 0 : 1 / (scale.folds * (1 + 1 / testToTrain) - 1);
  const restOfFoldMean = components.rest / seeds;
  const corrected = fold + (1 - REST_TAKEN_OFF) * restOfFoldMean;
  const ofFolds = (fold + restOfFoldMean) / folds + corrected * overlap;
  const ofSeeds = components.seed / seeds;
  const variance = ofFolds + ofSeeds;
  const satterthwaite = variance ** 2 / (ofFolds ** 2 / (folds - 1) + ofSeeds ** 2 / (seeds - 1));
  return {
    error: Math.sqrt(variance),
    df: variance === 0 ? folds - 1 : Math.min(folds - 1, satterthwaite),
  };
}
