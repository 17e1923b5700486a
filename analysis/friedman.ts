import { chiSquareSurvival, studentizedRangeQuantile } from './distributions.ts';
import { ranks } from './sample.ts';

export interface Friedman {
  readonly blocks: number;
  /** Mean rank of each group, 1 is best. */
  readonly meanRanks: readonly number[];
  readonly chiSquare: number;
  readonly df: number;
  readonly p: number;
}

/**
 * Friedman's test (The use of ranks to avoid the assumption of normality, 1937), corrected for ties.
 * `blocks[i][j]` is group j in block i. Returns undefined with fewer than two blocks or groups, or when all
 * ranks are tied. Pure.
 */
export function friedman(blocks: readonly (readonly number[])[], maximize: boolean): Friedman | undefined {
  const n = blocks.length;
  const k = blocks[0]?.length ?? 0;
  if (n < 2 || k < 2) return undefined;
  const ranked = blocks.map((block) => ranks(block.map((value) => (maximize ? -value : value))));
  const sums = Array.from({ length: k }, (_, group) => ranked.reduce((sum, block) => sum + block[group]!, 0));
  const squares = ranked.reduce(
    (total, block) => total + block.reduce((sum, rank) => sum + rank * rank, 0),
    0,
  );
  const spread = squares - (n * k * (k + 1) ** 2) / 4;
  if (spread <= 0) return undefined;
  const between = sums.reduce((total, sum) => total + (sum - (n * (k + 1)) / 2) ** 2, 0);
  const chiSquare = ((k - 1) * between) / spread;
  return {
    blocks: n,
    meanRanks: sums.map((sum) => sum / n),
    chiSquare,
    df: k - 1,
    p: chiSquareSurvival(chiSquare, k - 1),
  };
}

/**
 * Nemenyi's critical difference of mean ranks (Demšar, Statistical comparisons of classifiers over multiple
 * data sets, JMLR 7, 2006): q √(k (k + 1) / 6n), q the studentized range's upper alpha point over √2. Pure.
 */
export function criticalDifference(groups: number, blocks: number, alpha: number): number {
  const q = studentizedRangeQuantile(1 - alpha, groups) / Math.SQRT2;
  return q * Math.sqrt((groups * (groups + 1)) / (6 * blocks));
}
