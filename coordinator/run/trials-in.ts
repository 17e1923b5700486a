import { FanoutError } from '../../proto/errors.ts';
import { trialsOfPack } from '../../proto/packs.ts';
import type { Manifest } from '../../study/manifest.ts';

/** The trials that a pack's name says it has. Throws TRIAL_UNKNOWN where they are not of the run. Pure. */
export function trialsIn(pack: string, { run, trials: count }: Manifest): readonly number[] {
  const trials = trialsOfPack(pack);
  if (trials?.every((trial) => trial < count)) return trials;
  const text = JSON.stringify(pack.slice(0, 80));
  throw new FanoutError('TRIAL_UNKNOWN', `pack ${text} is not of run ${run}, which has ${count} trials`);
}
