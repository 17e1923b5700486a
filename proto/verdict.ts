/**
 * The verdict: what the ledger of a run allows to be said. Values are in the unit of the outcome (a share: 0
 * … 1); p-values and probabilities 0 … 1. `null` stands where a figure cannot be computed (too few blocks, no
 * spread).
 */

/** A 95% interval (or whatever `confidence` says). */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * What an error rests on. `folds`: the same folds in every seed, which say something of other data; `splits`:
 * folds drawn anew for each seed; `seeds`: one fold only, so that nothing but the noise of training was
 * measured; `repeats`: a study without folds, whose seeds repeat the training on one split of the data, of
 * which alone it is to speak.
 */
export type VerdictBasis = 'folds' | 'splits' | 'seeds' | 'repeats';

/**
 * A component of variance, in the unit of the values, squared, with its interval; `high` is null where
 * nothing bounds it.
 */
export interface VarianceComponent {
  readonly variance: number;
  readonly low: number;
  readonly high: number | null;
}

/** Where the variance of single values comes from: from fold to fold, from seed to seed, and what is left. */
export interface VarianceParts {
  readonly fold: VarianceComponent;
  readonly seed: VarianceComponent;
  readonly rest: VarianceComponent;
}

/** One arm by itself. */
export interface VerdictGroup {
  readonly group: string;
  /** Completed trials with a finite value. */
  readonly trials: number;
  /** Unweighted mean of the means of the folds: the mean of all values where none is missing. */
  readonly mean: number;
  /** Sample standard deviation (n − 1). */
  readonly stddev: number | null;
  /** Interval of the mean by itself (not simultaneous), on `basis`. */
  readonly interval: Interval | null;
  readonly basis: VerdictBasis | null;
  /** Trials that ended at chance or diverged. */
  readonly dead: number;
  /** None of its trials learned: a finding, and no part of the comparison of means. */
  readonly chanceLevel: boolean;
  /** Some of its trials learned, others did not: compared over all its trials, and flagged. */
  readonly unstable: boolean;
  /**
   * Its share of right answers over the pooled validation examples, each counted once, with Wilson's
   * interval, and the exact binomial p of guessing the commonest class coming so far; null where examples or
   * their commonest class are not known.
   */
  readonly chance: { readonly share: number; readonly interval: Interval; readonly p: number } | null;
  /** Null with one fold or seed, and where folds are drawn anew. */
  readonly variance: VarianceParts | null;
  /** Groups that share a letter are not told apart; empty for groups at chance. */
  readonly letters: string;
  /** Mean rank over the data sets, 1 is best; null over folds of one data set. */
  readonly meanRank: number | null;
}

export type PairConclusion = 'a_better' | 'b_better' | 'equivalent' | 'undecided';

/** Two groups compared on the blocks (fold and seed) that both have. */
export interface VerdictPair {
  readonly a: string;
  readonly b: string;
  readonly blocks: number;
  /** Mean of a − b; null without a common block. */
  readonly difference: number | null;
  /**
   * Simultaneous over all pairs at `settings.confidence` (Bonferroni; where Holm's procedure decides further,
   * it ends at 0), so that it excludes 0 exactly where `pAdjusted` is below alpha. Null without spread.
   */
  readonly interval: Interval | null;
  readonly basis: VerdictBasis | null;
  /** Standard error of the difference, on `basis`; 0: the same difference in every block; null: not known. */
  readonly error: number | null;
  /**
   * t of the difference, its degrees of freedom (not whole where seeds carry much of the error), and the
   * two-sided p.
   */
  readonly t: number | null;
  readonly df: number;
  readonly p: number | null;
  /** Holm-adjusted over all pairs compared. */
  readonly pAdjusted: number | null;
  /** Cohen's d_z: mean difference over the standard deviation of the differences. */
  readonly effectSize: number | null;
  /** Share of blocks in which a is better, ties counted half; null without a common block. */
  readonly superiority: number | null;
  /**
   * Two one-sided tests, and for shares of right answers what the number of examples allows: the larger p;
   * Bonferroni-adjusted over both sides and all pairs; whether a difference beyond the margin is ruled out,
   * which is where `interval` lies within the margin and the examples suffice.
   */
  readonly equivalence: {
    readonly p: number | null;
    readonly pAdjusted: number | null;
    readonly equivalent: boolean;
  };
  readonly conclusion: PairConclusion;
  /** The conclusion is that of an earlier look at fewer seeds, and stands whatever the figures say now. */
  readonly decidedEarlier?: true;
}

/** Whether trials of two groups fail to learn at the same rate. */
export interface LearningRates {
  readonly a: string;
  readonly b: string;
  /** Fisher's exact test, two-sided, and Holm-adjusted over all pairs with a trial that did not learn. */
  readonly p: number;
  readonly pAdjusted: number;
}

/**
 * What a design would come to: the standard error of a pair's difference, and the smallest difference that it
 * finds with 80% power.
 */
export interface DesignOutlook {
  readonly design: 'now' | 'seeds' | 'folds' | 'data';
  readonly folds: number;
  readonly seeds: number;
  readonly error: number;
  readonly detectableDifference: number | null;
}

/**
 * Where the variance of one pair's difference comes from, and what twice the seeds, the folds or the data
 * would make of its error.
 */
export interface VarianceOfPair {
  readonly a: string;
  readonly b: string;
  readonly parts: VarianceParts;
  readonly outlook: readonly DesignOutlook[];
}

/**
 * The mean difference a − b between two levels of a factor, averaged over all combinations of the other
 * factors, on the blocks that all arms have. `interval` is simultaneous over all effects (Bonferroni),
 * `pAdjusted` Holm-adjusted over them; both null without spread.
 */
export interface FactorEffect {
  readonly factor: string;
  readonly a: string;
  readonly b: string;
  readonly blocks: number;
  readonly difference: number | null;
  readonly interval: Interval | null;
  readonly error: number | null;
  readonly t: number | null;
  readonly df: number;
  readonly p: number | null;
  readonly pAdjusted: number | null;
  /**
   * The p, adjusted over combinations and effects (Bonferroni), of the difference in some combination being
   * as far from the average; 1 where it cannot be computed.
   */
  readonly interaction: { readonly p: number };
}

export interface Verdict {
  /** Plain sentences: who is best and how sure that is; what else must be known first. */
  readonly summary: readonly string[];
  readonly groups: readonly VerdictGroup[];
  readonly pairs: readonly VerdictPair[];
  /** Only of a study that crosses two factors or more, all of whose arms learned. */
  readonly effects?: readonly FactorEffect[];
  /** Pairs of which at least one has a trial that did not learn and at least one has a trial that did. */
  readonly learning: readonly LearningRates[];
  /**
   * Of the pair that the first sentence is about; null with one fold or seed, and where folds are drawn anew.
   */
  readonly variance: VarianceOfPair | null;
  /**
   * Over all groups, on complete data sets; null over folds of one data set, which are no independent blocks.
   */
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
    /**
     * Smallest p that the exact Wilcoxon signed-rank test can give over so many folds (their means over
     * seeds), or splits.
     */
    readonly smallestWilcoxonP: number;
    /**
     * Difference that the comparison of a pair finds with 80% power, adjusted for all pairs, from the median
     * error of the pairs; null where there is no error, where it is more than half of the range of
     * shares of right answers, or where no values lie so far apart.
     */
    readonly detectableDifference: number | null;
  };
  readonly settings: {
    readonly alpha: number;
    readonly confidence: number;
    /** Largest difference that does not matter; null: equivalence was not asked for. */
    readonly margin: number | null;
    /** Test examples over training examples of a block: the correction for overlapping training sets. */
    readonly testToTrain: number;
    readonly maximize: boolean;
    /** Folds were drawn anew for each seed. */
    readonly resplit: boolean;
    /** Only of a study without folds: every conclusion is of its one split of the data. */
    readonly oneSplit?: true;
    /** Only where folds test examples that others test too: repeats of a cross-validation, parts held out. */
    readonly testsOverlap?: true;
    /** Pairs that the intervals and adjusted p are for. */
    readonly comparisons: number;
    /**
     * Distinct validation examples behind shares of right answers: as known, or estimated from the steps
     * between them; null: unknown.
     */
    readonly examples: number | null;
    readonly examplesKnown: boolean;
  };
  readonly caveats: readonly string[];
  /** Only where seeds were added in blocks, with a look at the results after each. */
  readonly sequential?: {
    /**
     * After how many seeds the looks were, and the alpha that each tested at; `settings.alpha` is that of the
     * last.
     */
    readonly looks: readonly { readonly seeds: number; readonly alpha: number }[];
    readonly maxSeeds: number;
    /** Alpha spent by all looks, of the study's own. */
    readonly spent: number;
    readonly alpha: number;
    /**
     * Why no more seeds were added: each pair is decided, the most seeds are reached, the time is over; null:
     * more may follow.
     */
    readonly stopped: 'settled' | 'seeds' | 'time' | null;
  };
}
