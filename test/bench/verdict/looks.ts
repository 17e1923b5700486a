/**
 * What looks cost: how often a difference is found in studies of up to eight seeds, by the number of looks at
 * the results.
 */
import type { Observation } from '../../../analysis/blocks.ts';
import { sequentialVerdict } from '../../../analysis/sequential.ts';
import { Draws } from '../../../analysis/simulation/draws.ts';
import type { VerdictOptions } from '../../../analysis/verdict.ts';
import { FOLDS } from './scenarios.ts';

export const MOST_SEEDS = 8;

/** Values whose margin decides nothing, at the usual alpha. */
export const OPTIONS: VerdictOptions = {
  margin: 1e-9,
  alpha: 0.05,
  testToTrain: 1 / (FOLDS - 1),
  maximize: true,
  unit: 'value',
};

/** Standard deviation of an arm's values, over folds and seeds together. */
const SPREAD = 0.1;

/**
 * Each arm's values vary by 0.1 in all; a share of the variance is its folds', which overlapping training
 * sets correlate.
 */
export function studyOf(draws: Draws, means: readonly number[], foldShare = 0): Observation[] {
  const normal = (variance: number) => SPREAD * Math.sqrt(variance) * draws.normal();
  return means.flatMap((mean, group) => {
    const shared = normal(foldShare / (FOLDS - 1));
    const ofFold = Array.from({ length: FOLDS }, () => shared + normal(foldShare));
    return Array.from({ length: FOLDS * MOST_SEEDS }, (_, cell) => ({
      group: `g${group}`,
      fold: cell % FOLDS,
      seed: 1 + Math.floor(cell / FOLDS),
      value: 1 + mean + ofFold[cell % FOLDS]! + normal(1 - foldShare),
    }));
  });
}

/** Whether any pair is called different after looks at so many seeds. Pure. */
function decidesAt(observations: readonly Observation[], at: readonly number[]): boolean {
  const seeds = Array.from({ length: MOST_SEEDS }, (_, index) => index + 1);
  const { pairs } = sequentialVerdict(observations, OPTIONS, {
    ...{ seeds, at, maxSeeds: MOST_SEEDS, stopped: null },
  });
  return pairs.some(({ conclusion }) => conclusion.endsWith('better'));
}

const DESIGNS: readonly (readonly number[])[] = [
  [1, 2, 3, 4, 5, 6, 7, 8],
  [2, 4, 6, 8],
  [4, 8],
  [8],
  [1, 2, 3, 4, 5, 6],
];

/**
 * The table of docs/statistics.md: noise of seeds only; differences in standard deviations of a block. Pure.
 */
export function looksCostTable(studies: number): string[] {
  const rows = [0.7, 1.4].map((difference) => {
    const means = [0, difference * Math.SQRT2 * SPREAD];
    const all = Array.from({ length: studies }, (_, study) => studyOf(new Draws(study), means));
    const shares = DESIGNS.map((at) => all.filter((rows) => decidesAt(rows, at)).length / studies);
    return `| ${difference} | ${shares.map((share) => share.toFixed(3)).join(' | ')} |`;
  });
  return [
    `Found in ${studies} studies of two arms, five folds, up to eight seeds, by the seeds at which the looks are (Monte Carlo error at most ${(0.5 / Math.sqrt(studies)).toFixed(3)})`,
    '',
    `| difference, sd of a block | ${DESIGNS.map((at) => at.join(' ')).join(' | ')} |`,
    `|---|${DESIGNS.map(() => '---|').join('')}`,
    ...rows,
  ];
}
