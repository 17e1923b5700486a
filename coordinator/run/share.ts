import { armIndex, blockIndex } from '../../study/grid.ts';
import { graphKey, type Study, settingsOf } from '../../study/study.ts';

/**
 * Which trials may be one pack: those of one block, whose arms differ in nothing but their first
 * weights. Lists in the order of the grid. Pure.
 */
export function sharingGraph(study: Pick<Study, 'arms' | 'settings'>, trials: readonly number[]): number[][] {
  const graphs = study.arms.map((arm) => graphKey(settingsOf(study, arm)));
  const groups = new Map<string, number[]>();
  for (const trial of trials) {
    const key = `${blockIndex(study, trial)} ${graphs[armIndex(study, trial)]}`;
    const members = groups.get(key);
    if (members) members.push(trial);
    else groups.set(key, [trial]);
  }
  return [...groups.values()];
}
