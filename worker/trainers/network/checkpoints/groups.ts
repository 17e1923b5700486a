/**
 * A trial's place among those of its pack, and the steps behind which its checkpoints stand, newest first.
 */
export interface Candidate {
  readonly trial: number;
  readonly steps: readonly number[];
}

/** Trials that go on together, all from behind so many steps; 0: from the beginning. */
export interface Group {
  readonly steps: number;
  readonly trials: readonly number[];
}

/**
 * Which trials of a pack go on together: each from its newest checkpoint, but for one that has an older one
 * where another's newest stands, and goes on with that. Those without begin together. In the order of the
 * steps. Pure.
 */
export function groupsOf(candidates: readonly Candidate[]): Group[] {
  const groups: Group[] = [];
  let left = candidates;
  while (left.length > 0) {
    const steps = Math.min(...left.map((own) => own.steps[0] ?? 0));
    const joins = (own: Candidate) => (own.steps[0] ?? 0) === steps || own.steps.includes(steps);
    groups.push({ steps, trials: left.filter(joins).map(({ trial }) => trial) });
    left = left.filter((own) => !joins(own));
  }
  return groups;
}
