import type { Verdict } from '../proto/verdict.ts';
import { mostBelievable } from './binomial.ts';
import { layOut, type Observation } from './blocks.ts';
import { tTwoSided } from './distributions.ts';
import { mean, stddev } from './sample.ts';
import { type VerdictOptions, verdictOf } from './verdict.ts';

/**
 * What an A/A study shows: two names for the same thing must differ no more often than the nominal rate
 * allows.
 */
export interface NullCheck {
  /** Small studies, one for each seed, and those of which the verdict called the two different. */
  readonly studies: number;
  readonly alarms: number;
  /**
   * The same by the plain paired t-test. Where names can be swapped in any block without changing anything,
   * blocks are independent whatever data they share: the verdict's correction for overlapping training sets
   * only makes it stricter than its rate.
   */
  readonly plainAlarms: number;
  /** The most alarms of either kind that a sound machine has, but for one case in a thousand. */
  readonly believable: number;
  /** The verdict over all seeds together, and the plain paired t-test's p. */
  readonly together: Verdict;
  readonly plainP: number | null;
  /** Whether both names had values to compare, in each study, with some spread. */
  readonly compared: boolean;
  readonly sound: boolean;
}

/** How improbable a result must be before the machine is called unsound. */
const DOUBT = 0.001;

/**
 * Judges the observations of an A/A study: each seed as a study of its own, and all together. Pure. Throws
 * USAGE for observations that cannot be.
 */
export function checkNull(observations: readonly Observation[], options: VerdictOptions): NullCheck {
  const seeds = [...new Set(observations.map(({ seed }) => seed))];
  const small = seeds.map((own) => observations.filter(({ seed }) => seed === own));
  const verdicts = small.map((rows) => verdictOf(rows, options));
  const alarms = verdicts.filter(tellsApart).length;
  const plainAlarms = small.filter((rows) => (plainTest(rows) ?? 1) < options.alpha).length;
  const believable = mostBelievable(seeds.length, options.alpha, DOUBT);
  const together = verdictOf(observations, options);
  const plainP = plainTest(observations);
  const compared = plainP !== null && verdicts.every(({ pairs }) => pairs.length > 0);
  return {
    studies: seeds.length,
    alarms,
    plainAlarms,
    believable,
    together,
    plainP,
    compared,
    sound: compared && Math.max(alarms, plainAlarms) <= believable && plainP >= DOUBT,
  };
}

/**
 * The two-sided p of the plain paired t-test over all blocks that both names have; null where nothing
 * spreads.
 */
function plainTest(observations: readonly Observation[]): number | null {
  const [first, second] = layOut(observations).values.values();
  if (!first || !second) return null;
  const differences = [...first].flatMap(([block, value]) =>
    second.has(block) ? [value - second.get(block)!] : [],
  );
  const spread = stddev(differences);
  if (!(spread > 0)) return null;
  const n = differences.length;
  return tTwoSided(mean(differences) / (spread / Math.sqrt(n)), n - 1);
}

function tellsApart({ pairs }: Verdict): boolean {
  return pairs.some(({ conclusion }) => conclusion.endsWith('better'));
}
