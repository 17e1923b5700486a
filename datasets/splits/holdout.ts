import type { NumpyRandom } from '../numpy-random.ts';
import { badSplit, type Part, ranked } from './split.ts';

/** Examples that validate and train, of a share that is held out. Pure. Throws STUDY_INVALID. */
export function holdoutSizes(
  examples: number,
  test: number,
): { readonly validation: number; readonly train: number } {
  const validation = Math.ceil(test * examples);
  if (validation < examples) return { validation, train: examples - validation };
  throw badSplit('test', `leaves none of ${examples} examples to train on, found ${test}`, 'hold out less');
}

/** scikit-learn's `ShuffleSplit(count, test_size=test)`. Pure but for `random`. Throws STUDY_INVALID. */
export function holdoutParts(examples: number, count: number, test: number, random: NumpyRandom): Part[] {
  const { validation } = holdoutSizes(examples, test);
  return Array.from({ length: count }, () => {
    const order = random.permutation(examples);
    return { validation: order.slice(0, validation), train: order.slice(validation) };
  });
}

/**
 * scikit-learn's `StratifiedShuffleSplit(count, test_size=test)`. Pure but for `random`. Throws STUDY_INVALID
 * where a class has one example, or a part has fewer examples than there are classes.
 */
export function stratifiedHoldoutParts(
  classes: ArrayLike<number>,
  count: number,
  test: number,
  random: NumpyRandom,
): Part[] {
  const { validation, train } = holdoutSizes(classes.length, test);
  const { rank, counts, values } = ranked(classes);
  const once = counts.indexOf(1);
  if (once >= 0)
    throw badSplit(
      'kind',
      `cannot be stratified-holdout: class ${values[once]} has a single example`,
      'leave such classes out',
    );
  if (Math.min(validation, train) < counts.length)
    throw badSplit(
      'test',
      `must leave ${counts.length} examples, one of each class, to train and to validate on, found ${test}`,
      'hold out another share',
    );
  const members = counts.map((_, own) =>
    Uint32Array.from(rank.keys()).filter((example) => rank[example] === own),
  );
  return Array.from({ length: count }, () => {
    const ofTrain = approximateMode(counts, train, random);
    const ofTest = approximateMode(
      counts.map((own, index) => own - ofTrain[index]!),
      validation,
      random,
    );
    const parts = { validation: [] as number[], train: [] as number[] };
    for (const [own, examples] of members.entries()) {
      const order = random.permutation(examples.length);
      const [first, behind] = [ofTrain[own]!, ofTrain[own]! + ofTest[own]!];
      for (const place of order.subarray(0, first)) parts.train.push(examples[place]!);
      for (const place of order.subarray(first, behind)) parts.validation.push(examples[place]!);
    }
    // scikit-learn mixes both parts, which the next split's draws come behind.
    random.permutation(parts.train.length);
    random.permutation(parts.validation.length);
    return { validation: Uint32Array.from(parts.validation), train: Uint32Array.from(parts.train) };
  });
}

/**
 * scikit-learn's `_approximate_mode`: how many of so many draws each class gets, in proportion to its size;
 * what is left goes to the largest remainders, ties at random. Pure but for `random`.
 */
function approximateMode(counts: readonly number[], draws: number, random: NumpyRandom): number[] {
  const total = counts.reduce((sum, own) => sum + own, 0);
  const exact = counts.map((own) => (own / total) * draws);
  const taken = exact.map(Math.floor);
  const remainders = exact.map((value, own) => value - taken[own]!);
  let left = Math.trunc(draws - taken.reduce((sum, own) => sum + own, 0));
  for (const value of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (left === 0) break;
    const tied = [...remainders.keys()].filter((own) => remainders[own] === value);
    const chosen = random.permutation(tied.length).subarray(0, Math.min(tied.length, left));
    for (const place of chosen) taken[tied[place]!]! += 1;
    left -= chosen.length;
  }
  return taken;
}
