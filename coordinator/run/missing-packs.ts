import type { Study } from '../../study/study.ts';
import type { PackOrder } from '../queue/packs.ts';
import { measuredCost, planPacks } from './plan.ts';
import { sharingGraph } from './share.ts';
import type { TrialStates } from './trial-states.ts';

/** How a run's packs are cut. */
export interface PackCut {
  /** Workers to plan the packs for. */
  readonly workers: number;
  /** The most trials in one pack. */
  readonly largestPack?: number;
}

/**
 * Packs of all trials that have no outcome and are not in the queue, each with how often its trials were
 * tried. Pure.
 */
export function missingPacks(
  study: Study,
  states: TrialStates,
  queued: ReadonlySet<number>,
  { workers, largestPack }: PackCut,
): PackOrder[] {
  const missing = states.open().filter((trial) => !queued.has(trial));
  if (missing.length === 0) return [];
  const packs = planPacks({
    groups: sharingGraph(study, missing),
    workers,
    cost: measuredCost,
    ...(largestPack ? { largest: largestPack } : {}),
  });
  return packs.map((trials) => ({
    trials,
    priorAttempts: Math.max(...trials.map((trial) => states.failuresOf(trial))),
  }));
}
