import { count } from '../report/format.ts';
import { type ComparedPair, pairKey } from './pairs.ts';

/**
 * So many seeds keep the rate of false alarms whatever share of the variance is the seeds'
 * (docs/statistics.md, "Few seeds").
 */
const ENOUGH = 5;

/**
 * What must be known of pairs that are called different over few seeds: a seed (the initial weights and the
 * order that come from it) can favour one arm on all folds, and few seeds cannot show by how much.
 * `decidedOver`: how many seeds there were when an earlier look decided a pair, by `pairKey`. Empty where no
 * pair is called different, where the seeds are enough, and where there is one fold or folds are drawn anew
 * for each seed. Pure.
 */
export function fewSeedsSentences(
  compared: readonly ComparedPair[],
  decidedOver: ReadonlyMap<string, number> = new Map(),
): string[] {
  const seeds = compared
    .filter(({ pair, test }) => test.basis === 'folds' && pair.conclusion.endsWith('better'))
    .map(({ pair, test }) => decidedOver.get(pairKey(pair)) ?? test.estimate.components.seeds);
  const fewest = Math.min(...seeds);
  if (seeds.length === 0 || fewest >= ENOUGH) return [];
  if (fewest === 1)
    return [
      'With one seed, an advantage that this seed gives to an arm on all folds counts as a difference; ' +
        `with ${ENOUGH} seeds or more the two are told apart.`,
    ];
  return [
    `With ${count(fewest, 'seed')}, false alarms are more frequent than alpha where what a seed does on all folds makes more than half of ` +
      `a difference's variance; with ${ENOUGH} seeds or more they are not.`,
  ];
}
