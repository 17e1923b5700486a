import { armIndex, blockIndex } from '../../study/grid.ts';
import { graphKey, isNetworkStudy, type Study, settingsOf } from '../../study/study.ts';
import { trainsTogether } from '../../study/trains-together.ts';

/**
 * Which trials may be one pack: those of one block, whose arms differ in nothing but their first weights, and
 * whose networks train together. A program trains one trial. Lists in the order of the grid. Pure.
 */
export function sharingGraph(study: Study, trials: readonly number[]): number[][] {
  if (!isNetworkStudy(study)) return trials.map((trial) => [trial]);
  const graphs = study.arms.map((arm) => {
    const settings = settingsOf(study, arm);
    return trainsTogether(settings) ? graphKey(settings) : undefined;
  });
  const groups = new Map<string, number[]>();
  for (const trial of trials) {
    const graph = graphs[armIndex(study, trial)];
    const key = graph === undefined ? `${trial}` : `${blockIndex(study, trial)} ${graph}`;
    const members = groups.get(key);
    if (members) members.push(trial);
    else groups.set(key, [trial]);
  }
  return [...groups.values()];
}
