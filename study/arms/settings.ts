/** How the trials of a file are trained, and in what an arm's file differs. All pure. */

import type { DatasetFacts } from '../facts.ts';
import { resolveModel } from '../model.ts';
import type { StudyFile } from '../schema/study.ts';
import type { ArmSettings } from '../study.ts';
import { resolveTraining } from '../training.ts';
import { listed, resolveInitializer } from './initializers.ts';

type Spec = StudyFile['spec'];

/** The settings of a file; its first initializer is the one. `facts`: of the dataset. */
export function fileSettings(spec: Spec, facts: DatasetFacts): ArmSettings {
  return {
    initializer: resolveInitializer(listed(spec)[0]!),
    initialize: spec.initialize,
    model: resolveModel(spec, facts),
    training: resolveTraining(spec.training),
  };
}

/** What settings have in the place of others. */
export function difference(own: ArmSettings, shared: ArmSettings): Partial<ArmSettings> {
  const fields = Object.keys(own) as (keyof ArmSettings)[];
  const differing = fields.filter((field) => JSON.stringify(own[field]) !== JSON.stringify(shared[field]));
  return Object.fromEntries(differing.map((field) => [field, own[field]]));
}
