import { badSplit, type Part, positionsOf, ranked } from './split.ts';

/**
 * scikit-learn's `PredefinedSplit`: one fold for each number in `folds`, ascending; examples with -1 train in
 * all of them. Pure. Throws STUDY_INVALID where the folds are not `count`, or a fold has all examples.
 */
export function predefinedParts(folds: ArrayLike<number>, count: number): Part[] {
  const numbers = ranked(folds).values.filter((fold) => fold !== -1);
  if (numbers.length !== count) {
    const found = numbers.length > 8 ? `${numbers.slice(0, 8).join(', ')}, …` : numbers.join(', ');
    throw badSplit(
      'count',
      `must be ${numbers.length}, since folds.file has the folds ${found}, found ${count}`,
      'set folds.count to the number of folds in the file',
    );
  }
  return numbers.map((fold) => {
    const validation = positionsOf(folds, fold);
    if (validation.length === folds.length)
      throw badSplit(
        'file',
        `leaves no example to train on in fold ${fold}`,
        'give some examples other folds, or none',
      );
    return { validation };
  });
}
