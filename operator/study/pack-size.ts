import { measuredCost, planPacks } from '../../coordinator/run/plan.ts';
import type { Manifest } from '../../proto/manifest.ts';

/** Trials of a pack, on average, when a whole run is planned for so many workers: as `Run` plans it. Pure. */
export function packSizeOf({ study, trials }: Manifest, workers: number): number {
  const columns = study.initializers.length;
  const groups = Array.from({ length: trials / columns }, (_, group) =>
    Array.from({ length: columns }, (__, column) => group * columns + column),
  );
  const packs = planPacks({ groups, workers: Math.max(1, workers), cost: measuredCost });
  return Math.max(1, trials / Math.max(1, packs.length));
}
