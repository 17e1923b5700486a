import { measuredCost, planPacks } from '../../coordinator/run/plan.ts';
import { sharingGraph } from '../../coordinator/run/share.ts';
import { trialIndex } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';

/** Trials of a pack, on average, when a whole run is planned for so many workers: as `Run` plans it. Pure. */
export function packSizeOf({ study, trials }: Manifest, workers: number): number {
  const blocks = Array.from({ length: trials / study.arms.length }, (_, block) =>
    study.arms.map((__, arm) => trialIndex(study, arm, block)),
  );
  const groups = blocks.flatMap((block) => sharingGraph(study, block));
  const packs = planPacks({ groups, workers: Math.max(1, workers), cost: measuredCost });
  return Math.max(1, trials / Math.max(1, packs.length));
}
