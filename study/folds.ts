import type { FoldsSpec } from '../datasets/spec.ts';
import type { Problem } from './problems.ts';
import type { StudyFile } from './schema/study.ts';

/**
 * The folds of a study. `resplit` is absent unless it is true, so that a study without it is what it always
 * was, checksum and all. Pure.
 */
export function resolveFolds({ resplit, ...folds }: StudyFile['spec']['folds']): FoldsSpec {
  return resplit ? { ...folds, resplit } : folds;
}

/** Whether a study has folds; one that has none trains on one split of the data, once for each seed. Pure. */
export function hasFolds({ folds }: { readonly folds: FoldsSpec }): boolean {
  return folds.count > 1;
}

/** Test examples over training examples of a fold; 0 where there are no folds. Pure. */
export function testToTrainOf({ count }: FoldsSpec): number {
  return count > 1 ? 1 / (count - 1) : 0;
}

/** The most splits of a study that draws its folds anew: the manifest pins each of them. */
const MOST_SPLITS = 2000;

/**
 * What is wrong with the folds of a study: too few for its trainer, or drawn anew where that cannot be. Pure.
 */
export function splitProblems({ spec }: StudyFile): Problem[] {
  const { resplit, shuffle, count } = spec.folds;
  if (count < 2 && spec.trainer === undefined)
    return [
      {
        path: ['spec', 'folds', 'count'],
        message: `must be at least 2, found ${count}: only a program of your own can do without folds`,
        also: [['spec', 'trainer']],
      },
    ];
  if (!resplit) return [];
  if (count < 2)
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
  const splits = count * spec.seeds.length;
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
