import { createHash } from 'node:crypto';
import type { Engine } from '../../../../engines/engine.ts';
import { armAt, type Trial } from '../../../../study/grid.ts';
import { foldOf, type NetworkManifest } from '../../../../study/manifest.ts';
import { settingsOf } from '../../../../study/study.ts';

/**
 * What a checkpoint is of: 16 hexadecimal digits of a hash over all that a trial's numbers follow from. One
 * with another fingerprint is of no use to the trial. `version`: fanout's. Pure.
 */
export function fingerprintOf(
  { study, dataset, ...manifest }: NetworkManifest,
  trial: Trial,
  engine: Pick<Engine, 'backend' | 'description'>,
  version: string,
): string {
  const of = {
    ...{ version, engine: arithmeticOf(engine), trial: trial.key, fold: trial.fold, seed: trial.seed },
    ...{ settings: settingsOf(study, armAt(study, trial.index)), folds: study.folds, metrics: study.metrics },
    ...{ dataset: dataset.sha256, data: foldOf({ study, ...manifest }, trial) },
  };
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16);
}

/** What of an engine decides its numbers: not how many threads it has, which the description tells last. */
const arithmeticOf = ({ backend, description }: Pick<Engine, 'backend' | 'description'>): string =>
  [backend, ...description.split(', ').slice(0, -1)].join(', ');
