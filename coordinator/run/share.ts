import { graphKey, type Study } from '../../proto/study.ts';

/**
 * Which trials may be one pack: those of one fold and seed, whose choices differ in nothing but their first
 * weights. Lists in the order of the grid. Pure.
 */
export function sharingGraph(study: Pick<Study, 'initializers'>, trials: readonly number[]): number[][] {
  const graphs = study.initializers.map(graphKey);
  const columns = graphs.length;
  const groups = new Map<string, number[]>();
  for (const trial of trials) {
    const key = `${Math.floor(trial / columns)} ${graphs[trial % columns]}`;
    const members = groups.get(key);
    if (members) members.push(trial);
    else groups.set(key, [trial]);
  }
  return [...groups.values()];
}
