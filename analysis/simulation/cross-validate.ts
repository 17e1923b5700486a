import type { Observation } from '../blocks.ts';
import { Draws } from './draws.ts';
import { drawData, type Population, rowsOf, type Sample } from './population.ts';

/** Something that learns from examples and is scored on others. */
export interface Learner {
  readonly name: string;
  /**
   * Share of the training examples that a seed lets it see, 0 … 1: what the seed of a learner without random
   * numbers of its own is.
   */
  readonly keep: number;
  /**
   * Trains on one sample and says how well it does on the other. `draws` holds the random numbers of the
   * trial's seed.
   */
  score(train: Sample, test: Sample, draws: Draws): number;
}

/** A simulated study: real cross-validation on a data set drawn from a known population. */
export interface SimulatedStudy {
  readonly learner: Learner;
  readonly population: Population;
  readonly examples: number;
  /** Of a seed; repeats of a cross-validation and parts held out count as well. */
  readonly folds: number;
  /** What a fold is; absent: one of a single cross-validation. */
  readonly splits?: Splits;
  readonly seeds: number;
  /** Whether the folds are drawn anew for each seed; otherwise all seeds have the same. */
  readonly resplit: boolean;
}

/**
 * `repeats`: the folds are those of so many cross-validations, one behind the other. `holdout`: each fold is
 * a part of the examples, so large a share of them, drawn for itself.
 */
export type Splits = { readonly repeats: number } | { readonly holdout: number };

/**
 * Draws a data set and cross-validates every arm on it. As in a run, a trial's random numbers follow from its
 * seed and arm, and are the same on all folds. Arms are called `a`, `b`, …; folds count from 0, seeds from 1.
 */
export function simulateStudy(study: SimulatedStudy, draws: Draws): Observation[] {
  const { learner, examples, folds, seeds } = study;
  const data = drawData(study.population, examples, draws);
  const kept = laySplits(study, draws);
  return Array.from({ length: seeds }, (_, index) => {
    const splits = study.resplit && index > 0 ? laySplits(study, draws) : kept;
    const seed = draws.below(2 ** 31);
    return Array.from({ length: folds }, (_, fold) => {
      const tests = splits[fold]!;
      const testing = [...tests.keys()].filter((row) => tests[row]);
      const training = [...tests.keys()].filter((row) => !tests[row]);
      return data.map((sample, arm) => {
        const own = new Draws(seed + arm);
        const seen = learner.keep < 1 ? training.filter(() => own.uniform() < learner.keep) : training;
        const value = learner.score(rowsOf(sample, seen), rowsOf(sample, testing), own);
        return { group: String.fromCharCode(97 + arm), fold, seed: index + 1, value };
      });
    }).flat();
  }).flat();
}

/** Of each fold of a seed, which examples it tests. */
function laySplits({ examples, folds, splits = { repeats: 1 } }: SimulatedStudy, draws: Draws): boolean[][] {
  if ('holdout' in splits) {
    const size = Math.round(splits.holdout * examples);
    return Array.from({ length: folds }, () => {
      const held = new Set(draws.order(examples).slice(0, size));
      return Array.from({ length: examples }, (_, row) => held.has(row));
    });
  }
  const ofRepeat = folds / splits.repeats;
  return Array.from({ length: splits.repeats }, () => {
    const foldOf = assignFolds(examples, ofRepeat, draws);
    return Array.from({ length: ofRepeat }, (_, fold) => foldOf.map((of) => of === fold));
  }).flat();
}

/** The fold of each example: folds of equal size, give or take one, at random. */
function assignFolds(examples: number, folds: number, draws: Draws): number[] {
  const foldOf = new Array<number>(examples);
  for (const [place, row] of draws.order(examples).entries()) foldOf[row] = place % folds;
  return foldOf;
}
