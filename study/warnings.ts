import { channelsFirst, classCounts, classList, classMistakes } from '../datasets/likely-mistakes.ts';
import type { Labels } from '../datasets/load.ts';
import { tableMistakes } from '../datasets/table/likely-mistakes.ts';
import { isTable } from '../datasets/table/load.ts';
import { foldWarnings } from './fold-warnings.ts';
import type { Study } from './study.ts';

/**
 * What a study does with its dataset that is allowed, and seldom meant: a line each, the most telling first.
 * Pure.
 */
export function dataWarnings(study: Study, labels: Labels): string[] {
  const { shape, task, classes, y, classNames } = labels;
  const ofTable =
    isTable(labels) && study.dataset?.kind === 'table' ? tableMistakes(study.dataset, labels) : [];
  if (task === 'regression') return [...channelsFirst({ shape }), ...ofTable];
  const counts = classCounts(y, classes);
  const examples = study.dataset?.examples;
  return [
    ...channelsFirst({ shape }),
    ...ofTable,
    ...(examples === undefined
      ? classMistakes(counts, classNames)
      : partMistakes(counts, examples, classNames)),
    ...foldWarnings(study, y, counts, classNames),
    ...unbalanced(study, counts, classNames),
  ];
}

/** What is odd about the classes of the first examples of a dataset. Pure. */
function partMistakes(counts: readonly number[], examples: number, names?: readonly string[]): string[] {
  const [there, missing] = [true, false].map((some) =>
    counts.flatMap((count, label) => (count > 0 === some ? [label] : [])),
  );
  if (missing!.length === 0) return [];
  const found =
    there!.length === 1
      ? `are all of ${classList(there!, names)}: there is nothing to tell apart`
      : `have no example of ${classList(missing!, names)}`;
  const why = 'they are the first in the order of the dataset: mix it before it is saved, or take more';
  return [`the first ${examples.toLocaleString('en')} examples ${found}; ${why}`];
}

/** Examples of a class for each fold from which on chance alone keeps the folds alike. */
const MANY = 200;

/** Classes of very different sizes, in folds that are cut without a look at them. Pure. */
function unbalanced(
  { folds }: Pick<Study, 'folds'>,
  counts: readonly number[],
  names?: readonly string[],
): string[] {
  const there = counts.filter((count) => count > 0);
  const [least, most] = [Math.min(...there), Math.max(...there)];
  const stratified = folds.kind === 'holdout' ? 'stratified-holdout' : 'stratified';
  if (folds.count < 2 || (folds.kind !== undefined && folds.kind !== 'holdout')) return [];
  if (there.length < 2 || most < 2 * least || least >= MANY * folds.count) return [];
  return [
    `the classes have ${least.toLocaleString('en')} to ${most.toLocaleString('en')} examples, fewest ${classList([counts.indexOf(least)], names)}: with folds.kind: ${stratified} each fold has its share of every class`,
  ];
}
