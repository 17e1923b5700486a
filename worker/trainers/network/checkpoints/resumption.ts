import { type Group, groupsOf } from './groups.ts';
import type { KeptTrial } from './kept-trial.ts';
import type { SavedTrial } from './saved-trial.ts';

/** Trials of a pack that are trained together. */
export interface PackPart {
  /** Their places in the pack. */
  readonly trials: readonly number[];
  /** Steps that came before. */
  readonly steps: number;
  /** Where each goes on, all from behind the same step; absent: they begin. */
  readonly saved?: readonly SavedTrial[];
}

/**
 * How a pack is trained by what is kept of its trials: in one part where all stand at the same step, as they
 * do unless the pack was cut otherwise before. `onProgress` is called behind each checkpoint that was read.
 */
export async function resumption(
  trials: readonly KeptTrial[],
  onProgress: () => void,
): Promise<readonly PackPart[]> {
  const candidates = await Promise.all(
    trials.map(async (kept, trial) => ({ trial, steps: await kept.steps() })),
  );
  const read = new Map<string, SavedTrial>();
  /** Reads a group's checkpoints; false where one is of no use, and the groups have to be made anew. */
  const readAll = async ({ steps, trials: own }: Group): Promise<boolean> => {
    for (const trial of own) {
      if (read.has(`${trial}/${steps}`)) continue;
      const saved = await trials[trial]!.read(steps);
      onProgress();
      const candidate = candidates[trial]!;
      if (!saved) candidate.steps = candidate.steps.filter((each) => each !== steps);
      if (!saved) return false;
      read.set(`${trial}/${steps}`, saved);
    }
    return true;
  };
  for (;;) {
    const groups = groupsOf(candidates);
    let whole = true;
    for (const group of groups) if (whole && group.steps > 0) whole = await readAll(group);
    if (!whole) continue;
    return groups.map(({ steps, trials: own }) => {
      if (steps === 0) return { trials: own, steps };
      return { trials: own, steps, saved: own.map((trial) => read.get(`${trial}/${steps}`)!) };
    });
  }
}
