import { splitOf, splitParts } from '../datasets/folds.ts';
import { classList } from '../datasets/likely-mistakes.ts';
import type { Study } from './study.ts';

/** Examples that are laid into folds here, seeds with folds of their own together: a second of work or so. */
const MOST_LAID = 20_000_000;

/**
 * Examples of a class for each fold from which on a fold without any is no accident: mixed examples have a
 * chance of exp(-8), 0.03%, to leave a fold without such a class.
 */
const NO_ACCIDENT = 8;

/** Folds that a line has room for. */
const SHOWN = 3;

interface Lack {
  readonly fold: string;
  readonly classes: readonly number[];
}

/**
 * Folds that train on no example of a class that the dataset has, and folds that validate on none of a class
 * that has enough of them. `counts`: examples of each class. Pure.
 */
export function foldWarnings(
  { folds, seeds }: Pick<Study, 'folds' | 'seeds'>,
  y: ArrayLike<number>,
  counts: readonly number[],
  names?: readonly string[],
): string[] {
  const there = counts.filter((count) => count > 0).length;
  // With one class there is nothing that a fold could lack.
  if (there < 2) return [];
  // What lies in a file or a group is as its owner has it.
  if (folds.count < 2 || folds.kind === 'grouped' || folds.kind === 'predefined') return [];
  const laid = folds.resplit
    ? seeds.slice(0, Math.max(1, Math.floor(MOST_LAID / y.length))).map((seed) => ({
        parts: splitParts({ examples: y.length, classes: y }, splitOf(folds, seed)),
        of: `, seed ${seed}`,
      }))
    : [{ parts: splitParts({ examples: y.length, classes: y }, folds), of: '' }];
  const common = counts.flatMap((count, label) => (count >= NO_ACCIDENT * folds.count ? [label] : []));
  const untrained: Lack[] = [];
  const unvalidated: Lack[] = [];
  for (const { parts, of } of laid) {
    for (const [index, { validation: part }] of parts.entries()) {
      const fold = `fold ${index}${of}`;
      const held = countsOf(part, y);
      const all = [...held].flatMap(([label, count]) => (count === counts[label] ? [label] : []));
      if (all.length > 0) untrained.push({ fold, classes: all.sort((a, b) => a - b) });
      const none = common.filter((label) => !held.has(label));
      if (none.length > 0) unvalidated.push({ fold, classes: none });
    }
  }
  const advice = folds.shuffle
    ? 'take fewer folds, or leave out classes with so few examples'
    : 'the examples seem to stand in the order of their classes: set folds.shuffle to true';
  return [
    ...(untrained.length > 0 ? [`${listed('trains on', untrained, names)}; ${advice}`] : []),
    ...(unvalidated.length > 0 && untrained.length === 0
      ? [`${listed('validates on', unvalidated, names)}; ${advice}`]
      : []),
  ];
}

function countsOf(part: Uint32Array, y: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const example of part) {
    const label = y[example]!;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}

/** `fold 0 trains on no example of class 0; fold 1 …; and 3 more folds`. Pure. */
function listed(does: string, lacks: readonly Lack[], names?: readonly string[]): string {
  const shown = lacks
    .slice(0, SHOWN)
    .map(({ fold, classes }) => `${fold} ${does} no example of ${classList(classes, names)}`);
  const more = lacks.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more ${more === 1 ? 'fold' : 'folds'}`] : [])].join('; ');
}
