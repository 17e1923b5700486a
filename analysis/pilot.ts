import { layOut, type Observation } from './blocks.ts';
import { componentsOf } from './components.ts';
import type { Spread } from './plan.ts';
import { median, stddev } from './sample.ts';

/** What the differences of a pilot run vary with. */
export interface Pilot {
  /** Pairs that were measured. */
  readonly pairs: number;
  readonly folds: number;
  readonly seeds: number;
  /** Folds were drawn anew for each seed: then, too, everything counts as the folds', however many seeds. */
  readonly resplit?: boolean;
  /**
   * Medians over the pairs. With one seed, where nothing can be told apart, everything counts as the folds'.
   */
  readonly spread: Spread;
}

/**
 * Measures the pairs of the groups named on the folds and seeds that both have; undefined where none has two
 * folds, or two seeds where there are no folds (`oneSplit`): then all that varies is the seeds'. Folds that
 * were drawn anew for each seed are not the same fold in two seeds, so that their variance is measured over
 * all blocks, and not told apart. Pure.
 */
export function measurePilot(
  observations: readonly Observation[],
  groups: readonly string[],
  resplit = false,
  oneSplit = false,
): Pilot | undefined {
  const { values } = layOut(observations);
  const cellsOf = new Map(observations.map((row) => [`${row.fold}/${row.seed}`, row]));
  const measured = groups
    .flatMap((a, place) => groups.slice(place + 1).map((b) => [values.get(a)!, values.get(b)!] as const))
    .map(([ofA, ofB]) =>
      [...ofA].flatMap(([block, value]) => {
        const { fold, seed } = cellsOf.get(block)!;
        return ofB.has(block) ? [{ fold, seed, value: value - ofB.get(block)! }] : [];
      }),
    )
    .map((cells) => ({ ...componentsOf(cells), spread: stddev(cells.map(({ value }) => value)) }))
    .filter(({ folds, seeds }) => (oneSplit ? seeds > 1 : folds > 1));
  if (measured.length === 0) return undefined;
  const folds = Math.max(...measured.map((own) => own.folds));
  if (oneSplit) {
    const seeds = Math.max(...measured.map((own) => own.seeds));
    const seed = median(measured.map(({ spread }) => spread ** 2));
    return { pairs: measured.length, folds, seeds, spread: { fold: 0, seed, rest: 0 } };
  }
  if (resplit) {
    const seeds = Math.max(...measured.map((own) => own.seeds));
    const fold = median(measured.map(({ spread }) => spread ** 2));
    return { pairs: measured.length, folds, seeds, resplit, spread: { fold, seed: 0, rest: 0 } };
  }
  const apart = measured.filter(({ restDf }) => restDf > 0);
  return {
    pairs: measured.length,
    folds,
    seeds: apart.length === 0 ? 1 : Math.max(...apart.map(({ seeds }) => seeds)),
    spread:
      apart.length === 0
        ? { fold: median(measured.map(({ betweenFolds }) => betweenFolds)), seed: 0, rest: 0 }
        : {
            fold: median(apart.map(({ fold }) => fold)),
            seed: median(apart.map(({ seed }) => seed)),
            rest: median(apart.map(({ rest }) => rest)),
          },
  };
}
