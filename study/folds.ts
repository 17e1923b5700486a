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

/** The most splits of a study that draws its folds anew: the manifest pins each of them. */
const MOST_SPLITS = 2000;

/** What is wrong with folds that are to be drawn anew for each seed. Pure. */
export function splitProblems({ spec }: StudyFile): Problem[] {
  const { resplit, shuffle, count } = spec.folds;
  if (!resplit) return [];
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
