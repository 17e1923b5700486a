import { dirname, resolve } from 'node:path';
import type { FoldsSpec } from '../datasets/spec.ts';
import { kindProblems } from './fold-kinds.ts';
import type { Problem } from './problems.ts';
import type { StudyFile } from './schema/study.ts';

/**
 * The folds of a study. What is not said, or is the default, is absent, so that a study without it is what it
 * always was, checksum and all. Paths count from the study file. Pure.
 */
export function resolveFolds(
  { resplit, kind, count, shuffle, seed, repeats = 1, test, groups, file }: StudyFile['spec']['folds'],
  studyPath: string,
): FoldsSpec {
  const at = (path: string) => resolve(dirname(studyPath), path);
  return {
    count: count * repeats,
    shuffle,
    seed,
    ...(resplit ? { resplit } : {}),
    ...(kind === 'kfold' ? {} : { kind }),
    ...(repeats === 1 ? {} : { repeats }),
    ...(kind.endsWith('holdout') ? { test: test ?? 0.2 } : {}),
    ...(groups?.npy === undefined ? {} : { groups: { npy: at(groups.npy) } }),
    ...(groups?.column === undefined ? {} : { groups: { column: groups.column } }),
    ...(file === undefined ? {} : { file: at(file) }),
  };
}

/** Whether fanout lays folds for a study: those that it has, or one part that is held out. Pure. */
export function laysFolds({ folds }: { readonly folds: FoldsSpec }): boolean {
  return folds.count > 1 || folds.kind !== undefined;
}

/** Whether a study has folds; one that has none trains on one split of the data, once for each seed. Pure. */
export function hasFolds({ folds }: { readonly folds: FoldsSpec }): boolean {
  return folds.count > 1;
}

/**
 * Test examples over training examples of a fold; 0 where there are no folds. Of folds whose sizes the files
 * and groups of a study decide it is the mean over those of the manifest. Pure.
 */
export function testToTrainOf(
  { count, kind, repeats = 1, test = 0.2 }: FoldsSpec,
  laid: readonly { readonly validation: number; readonly train: number }[] = [],
): number {
  if (count < 2) return 0;
  if (kind?.endsWith('holdout')) return test / (1 - test);
  const each = count / repeats;
  if ((kind !== 'grouped' && kind !== 'predefined') || laid.length === 0) return 1 / (each - 1);
  return laid.reduce((sum, { validation, train }) => sum + validation / train / laid.length, 0);
}

/** Whether folds validate on examples that others validate on too: repeats, and parts held out. Pure. */
export function testsOverlap({ kind, repeats = 1 }: FoldsSpec): boolean {
  return repeats > 1 || (kind?.endsWith('holdout') ?? false);
}

/**
 * How many different examples the folds of a seed validate on: all of a cross-validation, of files what these
 * say, and of parts p held out n times about 1 − (1 − p)^n of all. Pure.
 */
export function examplesTested(
  { kind, count, test = 0.2 }: FoldsSpec,
  examples: number,
  laid: readonly { readonly validation: number }[],
): number {
  if (kind?.endsWith('holdout')) return Math.floor(examples * (1 - (1 - test) ** count));
  if (kind !== 'predefined' || laid.length === 0) return examples;
  return laid.reduce((sum, { validation }) => sum + validation, 0);
}

/** The most splits of a study that draws its folds anew: the manifest pins each of them. */
const MOST_SPLITS = 2000;

/**
 * What is wrong with the folds of a study: too few for its trainer, or drawn anew where that cannot be. Pure.
 */
export function splitProblems({ spec }: StudyFile): Problem[] {
  const kinds = kindProblems(spec);
  if (kinds.length > 0) return kinds;
  const { resplit, shuffle, count, kind } = spec.folds;
  const heldOut = kind.endsWith('holdout') || kind === 'predefined';
  if (count < 2 && spec.trainer === undefined && !heldOut)
    return [
      {
        path: ['spec', 'folds', 'count'],
        message: `must be at least 2, found ${count}: only a program of your own can do without folds`,
        also: [['spec', 'trainer']],
      },
    ];
  if (!resplit) return [];
  if (count < 2 && !heldOut)
    return [
      {
        path: ['spec', 'folds', 'resplit'],
        message: 'needs folds to draw anew: with count: 1 there are none',
        also: [['spec', 'folds', 'count']],
      },
    ];
  const path = ['spec', 'folds', 'resplit'];
  if (!shuffle)
    return [
      {
        path,
        message: 'needs folds.shuffle: folds that are not mixed are the same for each seed',
        also: [['spec', 'folds', 'shuffle']],
      },
    ];
  const splits = count * (spec.folds.repeats ?? 1) * spec.seeds.length;
  return splits > MOST_SPLITS
    ? [
        {
          path,
          message: `must not make more than ${MOST_SPLITS} splits (folds × seeds), found ${splits}`,
          also: [
            ['spec', 'folds', 'count'],
            ['spec', 'seeds'],
          ],
        },
      ]
    : [];
}
