import type { NumpyRandom } from '../numpy-random.ts';
import { badSplit, type Part, positionsOf, ranked } from './split.ts';

/**
 * scikit-learn's `StratifiedKFold`: each fold gets as many examples of each class as any other, but for one.
 * Classes count in the order in which they first appear. Pure but for `random`. Throws STUDY_INVALID where no
 * class has as many examples as there are folds.
 */
export function stratifiedParts(
  classes: ArrayLike<number>,
  count: number,
  random: NumpyRandom | undefined,
): Part[] {
  const encoded = byAppearance(classes);
  const { counts } = ranked(encoded);
  if (counts.every((own) => own < count))
    throw badSplit(
      'count',
      `must be at most ${Math.max(...counts)}, the examples of the commonest class, found ${count}`,
      'take fewer folds',
    );
  // Round robin over the sorted classes.
  const sorted = Uint32Array.from(encoded).sort();
  const allocation = Array.from({ length: count }, () => new Uint32Array(counts.length));
  for (const [index, own] of sorted.entries()) allocation[index % count]![own]! += 1;
  const folds = new Int32Array(classes.length);
  for (const own of counts.keys()) {
    const ofClass = Uint32Array.from(
      allocation.flatMap((fold, index) => new Array<number>(fold[own]!).fill(index)),
    );
    random?.shuffle(ofClass);
    let next = 0;
    for (const [example, label] of encoded.entries()) if (label === own) folds[example] = ofClass[next++]!;
  }
  return Array.from({ length: count }, (_, fold) => ({ validation: positionsOf(folds, fold) }));
}

/** Classes as numbers from 0, in the order in which they first appear. Pure. */
function byAppearance(classes: ArrayLike<number>): Uint32Array {
  const number = new Map<number, number>();
  return Uint32Array.from(classes, (label) => {
    if (!number.has(label)) number.set(label, number.size);
    return number.get(label)!;
  });
}
