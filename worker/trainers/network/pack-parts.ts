/**
 * A pack whose trials do not stand at the same step is trained in parts, one after the other: what a trial
 * comes to does not depend on its company.
 */
import type { Engine } from '../../../engines/engine.ts';
import type { TrialReport } from '../../../proto/outcome-message.ts';
import type { TrainingObserver } from '../trainer.ts';
import type { Log } from './checkpoints/kept-trial.ts';
import type { PackPart } from './checkpoints/resumption.ts';
import type { Saver } from './checkpoints/saver.ts';
import type { NetworkPack } from './pack.ts';
import { trainPack, UnusableStateError } from './train.ts';

/** What the parts of a pack are trained with. */
export interface PartsSetting {
  readonly engine: Engine;
  readonly observer: TrainingObserver;
  readonly signal: AbortSignal;
  /** What saves a part; undefined: nothing does. */
  readonly saverOf: (part: PackPart) => Saver | undefined;
  readonly log: Log;
}

/** Trains the parts of a pack; a report for each trial of the pack, in its order. Throws as `trainPack`. */
export async function trainParts(
  pack: NetworkPack,
  parts: readonly PackPart[],
  setting: PartsSetting,
): Promise<TrialReport[]> {
  const reports = new Map<number, TrialReport>();
  for (const [number, part] of parts.entries()) {
    const observer = observing(setting.observer, part.trials, { number, of: parts.length });
    const own = await trainPart(pack, part, { ...setting, observer });
    for (const [at, trial] of part.trials.entries()) reports.set(trial, own[at]!);
  }
  return pack.settings.map((_, trial) => reports.get(trial)!);
}

async function trainPart(
  pack: NetworkPack,
  part: PackPart,
  setting: PartsSetting,
): Promise<readonly TrialReport[]> {
  const { engine, observer, signal, saverOf, log } = setting;
  const own = { ...pack, settings: part.trials.map((trial) => pack.settings[trial]!) };
  const { saved } = part;
  if (saved) log('goes on from checkpoints', { trials: saved.length, ...saved[0]!.place });
  try {
    return await trainPack(engine, own, observer, signal, { saved, saver: saverOf(part) });
  } catch (error) {
    if (!(error instanceof UnusableStateError)) throw error;
    log(`cannot go on from checkpoints: ${error.message}; ${saved!.length} trials begin anew`);
    return trainPart(pack, { trials: part.trials, steps: 0 }, setting);
  }
}

/**
 * Tells of a part as of its pack: the places that its trials have there, and steps among those of all parts.
 */
function observing(
  observer: TrainingObserver,
  trials: readonly number[],
  { number, of }: { readonly number: number; readonly of: number },
): TrainingObserver {
  return {
    onSteps: (told) =>
      observer.onSteps({ ...told, step: number * told.steps + told.step, steps: of * told.steps }),
    onEpochs: (ended) => observer.onEpochs(ended.map((each) => ({ ...each, place: trials[each.place]! }))),
    onProgress: () => observer.onProgress(),
  };
}
