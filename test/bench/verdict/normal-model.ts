/**
 * The test under a normal model, by the shares of variance that folds and seeds make; no simulated study,
 * only the test's own formula.
 */
import { chanceOfFinding } from '../../../analysis/plan.ts';

export const SEEDS = [1, 2, 3, 5, 10, 20, 40] as const;
const FOLD_SHARES = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1];

/**
 * Chances of finding a difference (in standard deviations of one block; 0: false alarms), for each number of
 * seeds. Pure.
 */
export function normalChances(difference: number, foldShare: number, seedShare: number, folds = 5): number[] {
  const fold = foldShare * (1 - seedShare);
  const spread = { fold, seed: seedShare, rest: 1 - seedShare - fold };
  return SEEDS.map((seeds) =>
    chanceOfFinding(difference, spread, { folds, seeds, resplit: false, alpha: 0.05 }),
  );
}

/** The tables of the normal model: false alarms by shares, and power for noise of seeds alone. Pure. */
export function normalTable(): string[] {
  const three = (chances: readonly number[]) => chances.map((chance) => chance.toFixed(3)).join(' | ');
  const row = (difference: number, fold: number, seed: number, folds = 5) =>
    `| ${difference} | ${folds} | ${fold} | ${seed} | ${three(normalChances(difference, fold, seed, folds))} |`;
  return [
    'Normal model, folds as correlated as test/train says: chance of "better" by seeds (0 sd: false alarms)',
    '',
    `| difference, sd of a block | folds | share of folds | of seeds | ${SEEDS.join(' | ')} |`,
    `|---|---|---|---|${SEEDS.map(() => '---|').join('')}`,
    ...[0, 0.3].flatMap((seed) => FOLD_SHARES.map((fold) => row(0, fold, seed))),
    ...[0, 0.1, 0.3].map((fold) => row(0, fold, 0, 10)),
    ...[0.3, 0.5, 0.6, 1].flatMap((difference) => [0, 0.05, 0.2].map((fold) => row(difference, fold, 0))),
  ];
}
