import { count } from '../report/format.ts';
import type { ComparedPair } from './pairs.ts';

/** So many seeds keep the rate of false alarms whatever share of the variance is the seeds' (docs/statistics.md, "Few seeds"). */
const ENOUGH = 5;

/**
 * What must be known of pairs that are called different over few seeds: a seed (the initial weights and the order that come from it) can
 * favour one arm on all folds, and few seeds cannot show by how much. Empty where no pair is called different, where the seeds are enough,
 * and where there is one fold or folds are drawn anew for each seed. Pure.
 */
export function fewSeedsCaveats(compared: readonly ComparedPair[]): string[] {
  const seeds = compared
    .filter(({ pair, test }) => test.basis === 'folds' && pair.conclusion.endsWith('better'))
    .map(({ test }) => test.estimate.components.seeds);
  const fewest = Math.min(...seeds);
  if (seeds.length === 0 || fewest >= ENOUGH) return [];
  if (fewest === 1)
    return [
      'With one seed, what that seed does to a difference on all folds cannot be told from the difference itself. More seeds tell them ' +
        `apart; from ${ENOUGH} seeds on, however much seeds matter.`,
    ];
  return [
    `${count(fewest, 'seed')} show only roughly how much a seed changes a difference on all folds at once. Should that be more than half of ` +
      `its variance, false alarms are more frequent than stated; with ${ENOUGH} seeds or more they are not.`,
  ];
}
