import type { PackInTraining } from '../epoch.ts';
import type { Stopping } from '../stopping.ts';
import { recordSoFar, type TrialRecord } from '../trial-record.ts';
import type { Standings } from './saver.ts';

/** What of a pack in training has to be known to go on from there. */
export interface Captured {
  readonly pack: PackInTraining;
  readonly records: readonly TrialRecord[];
  readonly stopping: Stopping;
  /** Of the steps of the epoch that is not done, as far as they were read: losses[step][trial]. */
  readonly losses: Float32Array[];
}

/** How many steps came before. Pure. */
export const stepsBefore = ({ place, schedule }: Pick<PackInTraining, 'place' | 'schedule'>): number =>
  place.epoch * schedule.stepsPerEpoch + place.step;

/** Copies a pack as it stands between two steps. Losses that the engine still had are among `losses` then. */
export async function captured({ pack, records, stopping, losses }: Captured): Promise<Standings> {
  const { epoch, step } = pack.place;
  const steps = stepsBefore(pack);
  losses.push(...(await pack.trainer.takeLosses()));
  const states = await pack.trainer.states();
  const trials = states.map((state, trial) => ({
    place: { epoch, step },
    state,
    losses: Float32Array.from(losses, (ofTrials) => ofTrials[trial]!),
    record: recordSoFar(records[trial]!),
    standing: stopping.standing(trial),
    ...pack.sampler.sampled(trial),
  }));
  return { steps, trials };
}
