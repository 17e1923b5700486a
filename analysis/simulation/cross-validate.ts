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
  readonly folds: number;
  readonly seeds: number;
  /** Whether the folds are drawn anew for each seed; otherwise all seeds have the same. */
  readonly resplit: boolean;
}

/**
 * Draws a data set and cross-validates every arm on it. As in a run, a trial's random numbers follow from its
 * seed and arm, and are the same on all folds. Arms are called `a`, `b`, …; folds count from 0, seeds from 1.
 */
export function simulateStudy(study: SimulatedStudy, draws: Draws): Observation[] {
  const { learner, examples, folds, seeds } = study;
  const data = drawData(study.population, examples, draws);
  const kept = assignFolds(examples, folds, draws);
  return Array.from({ length: seeds }, (_, index) => {
    const foldOf = study.resplit && index > 0 ? assignFolds(examples, folds, draws) : kept;
    const seed = draws.below(2 ** 31);
    return Array.from({ length: folds }, (_, fold) => {
      const rows = foldOf.map((of, row) => ({ of, row }));
      const testing = rows.filter(({ of }) => of === fold).map(({ row }) => row);
      const training = rows.filter(({ of }) => of !== fold).map(({ row }) => row);
      return data.map((sample, arm) => {
        const own = new Draws(seed + arm);
        const seen = learner.keep < 1 ? training.filter(() => own.uniform() < learner.keep) : training;
        const value = learner.score(rowsOf(sample, seen), rowsOf(sample, testing), own);
        return { group: String.fromCharCode(97 + arm), fold, seed: index + 1, value };
      });
    }).flat();
  }).flat();
}

/** The fold of each example: folds of equal size, give or take one, at random. */
function assignFolds(examples: number, folds: number, draws: Draws): number[] {
  const foldOf = new Array<number>(examples);
  for (const [place, row] of draws.order(examples).entries()) foldOf[row] = place % folds;
  return foldOf;
}
