import type { Interval, LearningRates } from '../proto/verdict.ts';
import { atLeast, wilsonInterval } from './binomial.ts';
import type { Observation } from './blocks.ts';
import { examplesBehind, foldsPlanned } from './examples.ts';
import { fisherExact } from './fisher.ts';
import { holm } from './holm.ts';
import type { VerdictOptions } from './options.ts';
import { mean } from './sample.ts';

/** How a group's trials learned. */
export interface Learning {
  readonly trials: number;
  readonly dead: number;
  readonly chance: { readonly share: number; readonly interval: Interval; readonly p: number } | null;
  readonly chanceLevel: boolean;
  readonly unstable: boolean;
}

/** Whether a trial ended at chance, or diverged. Pure. */
export function isDead({ findings = [] }: Pick<Observation, 'findings'>): boolean {
  return findings.some((kind) => kind === 'did_not_learn' || kind === 'diverged');
}

/**
 * How each group learned. A group is at chance when none of its trials learned, each by itself, and its
 * pooled validation examples do not say otherwise: small folds hide what all of them together show. Pure.
 */
export function learningOf(
  observations: readonly Observation[],
  { examples, majorityShare, alpha, unit, testToTrain, resplit = false }: VerdictOptions,
): Map<string, Learning> {
  const groups = new Map<string, Observation[]>();
  for (const row of observations) {
    const own = groups.get(row.group);
    if (own) own.push(row);
    else groups.set(row.group, [row]);
  }
  const folds = foldsPlanned(observations, testToTrain);
  const known = unit === 'accuracy' && examples !== undefined && majorityShare !== undefined;
  return new Map(
    [...groups].map(([group, rows]) => {
      const dead = rows.filter(isDead).length;
      // Each example counts once, however many seeds were tested on it.
      const pooled = known ? examplesBehind(rows, { examples, folds, resplit }) : 0;
      const chance = known && pooled > 0 ? againstGuessing(rows, pooled, majorityShare, alpha) : null;
      const learned = chance !== null && chance.p < alpha;
      const none = dead === rows.length;
      return [
        group,
        {
          trials: rows.length,
          dead,
          chance,
          chanceLevel: none && !learned,
          unstable: dead > 0 && !none,
        },
      ];
    }),
  );
}

function againstGuessing(
  rows: readonly Observation[],
  examples: number,
  majority: number,
  alpha: number,
): NonNullable<Learning['chance']> {
  const share = Math.min(1, Math.max(0, mean(rows.map(({ value }) => value))));
  return {
    share,
    interval: wilsonInterval(share, examples, alpha),
    p: atLeast(Math.round(share * examples), examples, majority),
  };
}

/**
 * Compares the rates of dead trials of each two groups of which some trial died and some trial did not. Pure.
 */
export function learningRates(groups: ReadonlyMap<string, Learning>): LearningRates[] {
  const all = [...groups];
  const pairs = all.flatMap(([a, ofA], index) =>
    all.slice(index + 1).flatMap(([b, ofB]) => {
      const dead = ofA.dead + ofB.dead;
      if (dead === 0 || dead === ofA.trials + ofB.trials) return [];
      return [{ a, b, p: fisherExact(ofA.dead, ofA.trials, ofB.dead, ofB.trials) }];
    }),
  );
  const adjusted = holm(pairs.map(({ p }) => p));
  return pairs.map((pair, index) => ({ ...pair, pAdjusted: adjusted[index]! }));
}
