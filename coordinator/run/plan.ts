import { LARGEST_PACK } from '../../proto/packs.ts';

/** What a plan is made for. */
export interface PlanInput {
  /** Trials to be done, by what they share: one list for each fold and seed. */
  readonly groups: readonly (readonly number[])[];
  /** Workers that will pull packs. */
  readonly workers: number;
  /** Time of a pack of n trials, in any unit. Packing pays when it grows more slowly than n. */
  readonly cost: (trials: number) => number;
  /** The most trials of one pack, from what the workers' memory holds. */
  readonly largest?: number;
}

/**
 * Relative time of a pack of n trials against n single ones, as measured for the first study
 * (docs/performance.md): fanout's own kernels have almost no fixed cost of a step to share; the batch and the
 * messages are shared.
 */
export function measuredCost(trials: number): number {
  return 0.02 + trials;
}

/**
 * Cuts the trials into packs so that the run ends soonest: whole groups are cheapest for each trial, but the
 * last ones leave workers idle. Tries each way to cut the last groups finer and keeps the one with the
 * shortest simulated run; the largest packs come first. Pure.
 */
export function planPacks({ groups, workers, cost, largest = 7 }: PlanInput): number[][] {
  const limit = Math.max(1, Math.min(largest, LARGEST_PACK));
  const whole = groups.filter((group) => group.length > 0);
  // Far from the end a finer cut gains nothing: those groups go out whole, and only the rest is weighed.
  const head = whole.slice(0, Math.max(0, whole.length - 4 * workers));
  const tail = whole.slice(head.length);
  const candidates = cuts(tail.length, limit).map(({ finer, size }) =>
    largestFirst(tail.flatMap((group, index) => evenly(group, index < tail.length - finer ? limit : size))),
  );
  const times = candidates.map((packs) => simulate(packs, workers, cost));
  const best = candidates[times.indexOf(Math.min(...times))] ?? [];
  return largestFirst([...head.flatMap((group) => evenly(group, limit)), ...best]);
}

/** Most plans that are weighed against each other. */
const MOST_CANDIDATES = 100;

/** How many of the last groups are cut finer, and how fine. */
function cuts(groups: number, limit: number): { finer: number; size: number }[] {
  const finerCuts = Array.from({ length: limit - 1 }, (_, smaller) => smaller + 1).flatMap((size) =>
    Array.from({ length: groups }, (_, finer) => ({ finer: finer + 1, size })),
  );
  const stride = Math.ceil(finerCuts.length / MOST_CANDIDATES);
  return [{ finer: 0, size: limit }, ...finerCuts.filter((_, index) => index % stride === stride - 1)];
}

/** A group in the fewest packs of at most `size`, as equal as possible. */
function evenly(group: readonly number[], size: number): number[][] {
  const parts = Math.ceil(group.length / size);
  return Array.from({ length: parts }, (_, part) =>
    group.slice(Math.floor((part * group.length) / parts), Math.floor(((part + 1) * group.length) / parts)),
  );
}

/** Stable: packs of a size stay in the grid's order. */
const largestFirst = (packs: number[][]) => packs.sort((a, b) => b.length - a.length);

/** The time at which the last worker ends, when each takes the next pack as soon as it is free. */
function simulate(
  packs: readonly (readonly number[])[],
  workers: number,
  cost: (trials: number) => number,
): number {
  const free = new Array<number>(Math.max(1, workers)).fill(0);
  for (const pack of packs) {
    const next = free.indexOf(Math.min(...free));
    free[next] = free[next]! + cost(pack.length);
  }
  return Math.max(...free);
}
