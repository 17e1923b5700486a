import { badSplit, type Part, positionsOf, ranked } from './split.ts';

/**
 * scikit-learn's `GroupKFold`: the groups, the largest first, each go to the fold that has fewest examples.
 * Pure. Throws STUDY_INVALID where there are fewer groups than folds.
 */
export function groupedParts(groups: ArrayLike<number>, count: number): Part[] {
  const { rank, counts } = ranked(groups);
  if (counts.length < count)
    throw badSplit(
      'count',
      `must be at most ${counts.length}, the number of groups, found ${count}`,
      'take fewer folds',
    );
  const sizes = new Array<number>(count).fill(0);
  const foldOf = new Int32Array(counts.length);
  for (const group of largestFirst(counts)) {
    const lightest = sizes.indexOf(Math.min(...sizes));
    sizes[lightest]! += counts[group]!;
    foldOf[group] = lightest;
  }
  const folds = Int32Array.from(rank, (group) => foldOf[group]!);
  return Array.from({ length: count }, (_, fold) => ({ validation: positionsOf(folds, fold) }));
}

/** The groups by their sizes; of equal ones the last comes first. Pure. */
function largestFirst(counts: readonly number[]): number[] {
  return [...counts.keys()].sort((one, other) => counts[other]! - counts[one]! || other - one);
}
