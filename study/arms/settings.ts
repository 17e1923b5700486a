/** How the trials of a file are trained, and in what an arm's file differs. All pure. */
import { compositeDefinition } from '../../engines/layers/composites.ts';
import { layerDefinition } from '../../engines/layers/registry.ts';
import type { Layer } from '../../engines/network.ts';
import type { StudyFile } from '../schema/study.ts';
import type { ArmSettings } from '../study.ts';
import { resolveTraining } from '../training.ts';
import { listed, resolveInitializer } from './initializers.ts';

type Spec = StudyFile['spec'];

/** The settings of a file; its first initializer is the one. `classes`: how many the dataset has. */
export function fileSettings(spec: Spec, classes: number): ArmSettings {
  return {
    initializer: resolveInitializer(listed(spec)[0]!),
    initialize: spec.initialize,
    model: spec.model.map((layer) => resolveLayer(layer, classes)),
    training: resolveTraining(spec.training),
  };
}

/** What settings have in the place of others. */
export function difference(own: ArmSettings, shared: ArmSettings): Partial<ArmSettings> {
  const fields = Object.keys(own) as (keyof ArmSettings)[];
  const differing = fields.filter((field) => JSON.stringify(own[field]) !== JSON.stringify(shared[field]));
  return Object.fromEntries(differing.map((field) => [field, own[field]]));
}

/** A layer with all its settings; `classes`: how many the dataset has. */
export function resolveLayer(entry: Spec['model'][number], classes: number): Layer {
  if (typeof entry === 'string') {
    const definition = layerDefinition({ kind: entry });
    return definition.resolve(definition.schema?.parse({}) ?? entry, classes);
  }
  const [kind, settings] = Object.entries(entry).find(([, given]) => given !== undefined)!;
  const composite = compositeDefinition({ kind });
  if (composite === undefined) return layerDefinition({ kind }).resolve(settings, classes);
  return composite.resolve(settings, (entries) =>
    entries.map((each) => resolveLayer(each as Spec['model'][number], classes)),
  );
}
