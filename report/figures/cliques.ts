/** A group with its mean rank over the blocks, 1 is best. */
export interface Ranked {
  readonly group: string;
  readonly meanRank: number;
}

/**
 * The bars of a critical-difference diagram: every largest run of groups, in order of rank, whose first and
 * last are less than the critical difference apart (Demšar, Statistical comparisons of classifiers over
 * multiple data sets, 2006). `ordered` is best first. Pure.
 */
export function cliquesOf(
  ordered: readonly Ranked[],
  criticalDifference: number,
): readonly (readonly Ranked[])[] {
  const runs = ordered.map((first, start) =>
    ordered.filter(({ meanRank }, index) => index >= start && meanRank - first.meanRank < criticalDifference),
  );
  return runs.filter(
    (run, index) => run.length > 1 && !runs.slice(0, index).some((earlier) => earlier.includes(run.at(-1)!)),
  );
}
