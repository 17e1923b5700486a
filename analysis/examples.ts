import { atMost } from './binomial.ts';
import type { Observation } from './blocks.ts';
import type { Cell } from './components.ts';

/** Smaller steps than this are rounding. */
const LEAST_STEP = 1e-9;

/**
 * How many distinct validation examples stand behind accuracies, where nobody has said it: the accuracies of
 * a fold of n examples are multiples of 1/n, so that the smallest step between two of them is at least 1/n.
 * An estimate from below, as long as the accuracies are shares of examples; undefined where no fold has two
 * values that differ. Pure.
 */
export function examplesFromSteps(observations: readonly Observation[]): number | undefined {
  const folds = new Map<number, Set<number>>();
  for (const { fold, value } of observations) folds.set(fold, (folds.get(fold) ?? new Set()).add(value));
  let examples = 0;
  for (const values of folds.values()) {
    const sorted = [...values].sort((x, y) => x - y);
    const steps = sorted.slice(1).map((value, index) => value - sorted[index]!);
    const step = steps.filter((size) => size > LEAST_STEP).reduce((x, y) => Math.min(x, y), 1);
    if (step < 1) examples += Math.round(1 / step);
  }
  return examples === 0 ? undefined : examples;
}

/** How many folds there are: those that test/train says were planned, or more where more are there. Pure. */
export function foldsPlanned(
  observations: readonly Pick<Observation, 'fold'>[],
  testToTrain: number,
): number {
  const seen = new Set(observations.map(({ fold }) => fold)).size;
  return testToTrain > 0 ? Math.max(seen, Math.round(1 / testToTrain) + 1) : seen;
}

/** Distinct validation examples, and the folds that have them between them. */
export interface AllExamples {
  readonly examples: number;
  readonly folds: number;
  /** Whether each seed draws its folds anew, from the same examples. */
  readonly resplit: boolean;
}

/**
 * How many of `examples`, which `folds` folds have between them, stand behind some cells of the grid: those
 * of the folds that have a value. Where folds are drawn anew those of other seeds may be the same examples,
 * so that only the seed with the most folds counts. Pure.
 */
export function examplesBehind(
  cells: readonly Pick<Cell, 'fold' | 'seed'>[],
  { examples, folds, resplit }: AllExamples,
): number {
  const bySeed = new Map<Cell['seed'], Set<Cell['fold']>>();
  for (const { fold, seed } of cells) {
    const key = resplit ? seed : 0;
    bySeed.set(key, (bySeed.get(key) ?? new Set()).add(fold));
  }
  const most = Math.max(0, ...[...bySeed.values()].map(({ size }) => size));
  return Math.round((examples * Math.min(most, folds)) / Math.max(1, folds));
}

/**
 * What the number of examples allows to be said of equivalence: the probability that two arms whose true
 * accuracies lie exactly `margin` apart come as close as `difference` over so many examples, in the case in
 * which chance has least room: one of them is right wherever the other is. Then the examples on which they
 * disagree are binomial, and the p is its lower tail. Pure.
 */
export function equivalenceByExamples(difference: number, margin: number, examples: number): number {
  return margin >= 1 ? 0 : atMost(Math.floor(Math.abs(difference) * examples + 1e-6), examples, margin);
}
