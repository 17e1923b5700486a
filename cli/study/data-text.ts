/** What a study trains on, in words. */

import { splitOf, splitParts } from '../../datasets/folds.ts';
import { classCounts } from '../../datasets/likely-mistakes.ts';
import type { Labels } from '../../datasets/load.ts';
import { splitDataOf } from '../../datasets/split-data.ts';
import { tableLines } from '../../datasets/table/columns-text.ts';
import { isTable } from '../../datasets/table/load.ts';
import { shownText } from '../../proto/shown-text.ts';
import { laysFolds, testToTrainOf } from '../../study/folds.ts';
import type { Study } from '../../study/study.ts';

const count = (value: number) => value.toLocaleString('en');

/**
 * `5 folds (stratified): train on 119 to 120 examples, validate on 30 to 31`; nothing where a study has none.
 * Throws STUDY_INVALID where they cannot be laid, DATASET_* of files beside the dataset.
 */
export async function foldLines(study: Study, labels: Labels): Promise<string[]> {
  if (!laysFolds(study)) return [];
  const { folds } = study;
  const sizes = await foldSizes(study, labels);
  const kind = folds.kind === undefined ? '' : ` (${folds.kind})`;
  const repeats =
    folds.repeats === undefined ? '' : `, ${folds.repeats} repeats of ${folds.count / folds.repeats}`;
  const range = (part: 'train' | 'validation') => {
    const own = sizes.map((size) => size[part]);
    const [least, most] = [Math.min(...own), Math.max(...own)];
    return least === most ? count(most) : `${count(least)} to ${count(most)}`;
  };
  const noun = folds.count === 1 ? 'split' : 'folds';
  return [
    `${folds.count} ${noun}${kind}${repeats}: train on ${range('train')} examples, validate on ${range('validation')}`,
  ];
}

/** The folds of the first seed. Throws as `foldLines`. */
async function foldSizes(
  { folds, seeds }: Study,
  labels: Labels,
): Promise<{ readonly validation: number; readonly train: number }[]> {
  const examples = examplesOf(labels);
  const parts = splitParts(await splitDataOf(folds, { ...labels, examples }), splitOf(folds, seeds[0]!));
  return parts.map(({ validation, train }) => ({
    validation: validation.length,
    train: train?.length ?? examples - validation.length,
  }));
}

/**
 * Examples of a fold, on average. Of a dataset that is not here yet as its spec has it, a fifth where only
 * files say how much validates. Throws as `foldLines`.
 */
export async function meanFoldSize(
  study: Study,
  labels: Labels | undefined,
  examples: number,
): Promise<{ readonly validation: number; readonly train: number }> {
  const mean = (values: readonly number[]) =>
    Math.max(1, Math.round(values.reduce((sum, value) => sum + value, 0) / values.length));
  if (labels) {
    const sizes = await foldSizes(study, labels);
    return {
      validation: mean(sizes.map(({ validation }) => validation)),
      train: mean(sizes.map(({ train }) => train)),
    };
  }
  const testToTrain = testToTrainOf({ ...study.folds, count: Math.max(2, study.folds.count) });
  const validation = mean([(examples * testToTrain) / (1 + testToTrain)]);
  return { validation, train: Math.max(1, examples - validation) };
}

function examplesOf({ task, classes, y }: Labels): number {
  return task === 'regression' ? y.length / classes : y.length;
}

/** `150 examples of 4 values, 3 classes of 50 examples each`, and of a table a line for each column. */
export function dataLines({ dataset }: Pick<Study, 'dataset'>, labels: Labels): string[] {
  const { task, classes, shape, y } = labels;
  const examples = examplesOf(labels);
  const name = dataset?.name === undefined ? '' : `${shownText(dataset.name)}: `;
  const values = `${shape.join(' × ')} ${shape.length === 1 && shape[0] === 1 ? 'value' : 'values'}`;
  const learned = task === 'regression' ? targetText(labels) : classText(classCounts(y, classes));
  const normalized = dataset?.normalize === undefined ? '' : `; ${normalizedText(dataset.normalize, labels)}`;
  return [
    `${name}${count(examples)} examples of ${values}, ${learned}${normalized}`,
    ...(isTable(labels) && dataset?.kind === 'table'
      ? tableLines(labels, dataset.target).map((line) => `  ${line}`)
      : []),
  ];
}

function classText(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const sizes =
    least === most ? `${count(most)} examples each` : `${count(least)} to ${count(most)} examples`;
  return `${count(counts.length)} classes of ${sizes}`;
}

function targetText({ y, classes }: Labels): string {
  let [least, most] = [Infinity, -Infinity];
  for (const value of y) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const figure = (value: number) => String(Number(value.toPrecision(6)));
  const range = `from ${figure(least)} to ${figure(most)}`;
  return classes === 1 ? `a target ${range}` : `${count(classes)} targets ${range}`;
}

function normalizedText(normalize: string, { shape }: Labels): string {
  const what = shape.length === 1 ? 'each feature' : 'each channel';
  const targets = normalize === 'inputs-and-targets' ? ' and the target' : '';
  return `${what}${targets} to mean 0 and deviation 1 by the training examples of the fold`;
}
