/**
 * The verdict: what the ledger of a run allows to be said. Values are in the unit of the outcome (accuracy: 0 … 1); p-values
 * and probabilities 0 … 1. `null` stands where a figure cannot be computed (too few blocks, no spread).
 */

/** A 95% interval (or whatever `confidence` says). */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** One initializer (or other choice) by itself. */
export interface VerdictGroup {
  readonly group: string;
  /** Completed trials with a finite value. */
  readonly trials: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1). */
  readonly stddev: number | null;
  /** Interval of the mean, with the correction for overlapping training sets. */
  readonly interval: Interval | null;
  /** Most of its trials are at chance, dead or diverged: a finding, and no part of the comparison of means. */
  readonly atChance: boolean;
  /** Groups that share a letter are not told apart; empty for groups at chance. */
  readonly letters: string;
  /** Mean rank over the blocks, 1 is best; null with fewer than two complete blocks. */
  readonly meanRank: number | null;
}

export type PairConclusion = 'a_better' | 'b_better' | 'equivalent' | 'undecided';

/** Two groups compared on the blocks (fold and seed) that both have. */
export interface VerdictPair {
  readonly a: string;
  readonly b: string;
  readonly blocks: number;
  /** Mean of a − b. */
  readonly difference: number;
  readonly interval: Interval | null;
  /** Nadeau and Bengio's corrected t, its degrees of freedom, and the two-sided p. */
  readonly t: number | null;
  readonly df: number;
  readonly p: number | null;
  /** Holm-adjusted over all pairs compared. */
  readonly pAdjusted: number | null;
  /** Cohen's d_z: mean difference over the standard deviation of the differences. */
  readonly effectSize: number | null;
  /** Share of blocks in which a is better, ties counted half. */
  readonly superiority: number;
  /** Two one-sided tests: p, Holm-adjusted p, and whether a difference beyond the margin is ruled out. */
  readonly equivalence: {
    readonly p: number | null;
    readonly pAdjusted: number | null;
    readonly equivalent: boolean;
  };
  readonly conclusion: PairConclusion;
}

export interface Verdict {
  /** Two plain sentences. */
  readonly summary: readonly string[];
  readonly groups: readonly VerdictGroup[];
  readonly pairs: readonly VerdictPair[];
  /** Over all groups, on complete blocks; null with fewer than two groups or blocks. */
  readonly friedman: {
    readonly blocks: number;
    readonly chiSquare: number;
    readonly df: number;
    readonly p: number;
    /** Nemenyi: mean ranks that differ by at least this differ, at alpha. */
    readonly criticalDifference: number;
  } | null;
  readonly power: {
    readonly blocks: number;
    /** Smallest p that the exact Wilcoxon signed-rank test can give with so many blocks. */
    readonly smallestWilcoxonP: number;
    /** Difference that a single comparison finds with 80% power, from the median spread of the pairs. */
    readonly detectableDifference: number | null;
  };
  readonly settings: {
    readonly alpha: number;
    readonly confidence: number;
    /** Largest difference that does not matter; null: none was given, and equivalence was not tested. */
    readonly margin: number | null;
    /** Test examples over training examples of a block: the correction for overlapping training sets. */
    readonly testToTrain: number;
    readonly maximize: boolean;
  };
  readonly caveats: readonly string[];
  /** Only where seeds were added in blocks, with a look at the results after each. */
  readonly sequential?: {
    /** After how many seeds the looks were, and the alpha that each tested at; `settings.alpha` is that of the last. */
    readonly looks: readonly { readonly seeds: number; readonly alpha: number }[];
    readonly maxSeeds: number;
    /** Alpha spent by all looks, of the study's own. */
    readonly spent: number;
    readonly alpha: number;
    /** Why no more seeds were added: each pair is decided, the most seeds are reached, the time is over; null: more may follow. */
    readonly stopped: 'settled' | 'seeds' | 'time' | null;
  };
}
