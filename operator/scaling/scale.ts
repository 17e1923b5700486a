/** How many workers a run gets, and which ones go: pure decisions, carried out by `workers/crew.ts`. */

/** What is known of a worker: not begun yet, holding a pack, free, or running and not heard of so far. */
export type Occupancy = 'starting' | 'busy' | 'idle' | 'unknown';

export interface WorkerView {
  readonly name: string;
  readonly occupancy: Occupancy;
  /** It gets no further pack, and ends when it holds none. */
  readonly leaving: boolean;
}

export interface Need {
  /** Trials without an outcome. */
  readonly trialsLeft: number;
  /** Trials of a pack, on average; at least 1. */
  readonly packSize: number;
  readonly min: number;
  readonly max: number;
}

/**
 * As many workers as there are packs left, within the bounds; none at the end, and none for a run that is
 * paused. Pure.
 */
export function workersWanted({ trialsLeft, packSize, min, max }: Need): number {
  if (trialsLeft <= 0) return 0;
  const packs = Math.ceil(trialsLeft / Math.max(1, packSize));
  return Math.min(max, Math.max(min, packs));
}

export interface Scaling {
  readonly create: number;
  /** Names of those that get no further pack from now on. */
  readonly leaving: readonly string[];
  /** Of these the ones that can be ended now: they hold no pack, and cannot get one. */
  readonly remove: readonly string[];
}

/** Those who cost least to lose go first. */
const ORDER: readonly Occupancy[] = ['starting', 'idle', 'unknown', 'busy'];

/**
 * From the workers there are to the workers wanted. One with a pack is told to leave and ends after its pack,
 * never in the middle; a leaving one is kept when it is wanted again. Pure.
 */
export function scale(wanted: number, workers: readonly WorkerView[]): Scaling {
  // Those told to leave already go first: the others are at work.
  const rank = ({ leaving, occupancy }: WorkerView) =>
    (leaving ? 0 : ORDER.length) + ORDER.indexOf(occupancy);
  const byCost = [...workers].sort((a, b) => rank(a) - rank(b));
  const leaving = byCost.slice(0, Math.max(0, workers.length - wanted));
  return {
    create: Math.max(0, wanted - workers.length),
    leaving: leaving.map(({ name }) => name),
    remove: leaving
      .filter(({ occupancy }) => occupancy === 'starting' || occupancy === 'idle')
      .map(({ name }) => name),
  };
}
