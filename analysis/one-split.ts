/** What must be said of a study without folds, whose seeds repeat the training on one split of the data. */
import type { Verdict } from '../proto/verdict.ts';

/**
 * What all that is concluded is of, as a sentence; none where nothing is compared, or there are folds. Pure.
 */
export function oneSplitSentences({ pairs, settings }: Verdict): string[] {
  return settings.oneSplit && pairs.some(({ basis }) => basis === 'repeats')
    ? [
        'All of this is of the one split of the data that the program trains on: on another split, or on new data, ' +
          'the arms may come out otherwise. Folds would ask that too.',
      ]
    : [];
}

/** What the test of such a study takes for granted. Pure. */
export function oneSplitCaveats({ pairs, settings }: Verdict): string[] {
  return settings.oneSplit && pairs.some(({ basis }) => basis === 'repeats')
    ? [
        'The study has no folds. Pairs are compared by a t-test over seeds, without a correction for training sets that overlap: it takes the program to split its data alike ' +
          'in every seed. Where the seed also draws the split, these p are too small: then write folds, with resplit: true, and let the program take them.',
      ]
    : [];
}
