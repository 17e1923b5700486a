/** What a study file has under `model`, as layers. All pure. */
import { compositeDefinition } from '../engines/layers/composites.ts';
import { layerDefinition } from '../engines/layers/registry.ts';
import type { Shape } from '../engines/layers/shape.ts';
import type { Layer } from '../engines/network.ts';
import { ZOO } from '../engines/zoo/registry.ts';
import { inputProblem, type ZooModel } from '../engines/zoo/zoo-model.ts';
import type { DatasetFacts } from './facts.ts';
import { OUTPUTS } from './loss-problems.ts';
import { type LayerEntry, layer, type ModelEntry } from './schema/model.ts';
import type { StudyFile } from './schema/study.ts';
import { lossOf } from './training.ts';

type Given = Pick<StudyFile['spec'], 'model' | 'training'>;

/** Whether a model is written down layer by layer, so that each of them has a place in the file. */
export const isListed = (model: ModelEntry): model is LayerEntry[] => Array.isArray(model);

/** The network of the zoo that a file names, with what it gives it; undefined where it names none. */
function named(model: ModelEntry): { readonly from: ZooModel; readonly settings: unknown } | undefined {
  if (isListed(model)) return undefined;
  const [name, settings] =
    typeof model === 'string' ? [model, {}] : Object.entries(model).find(([, given]) => given !== undefined)!;
  const from = ZOO.find((each) => each.name === name)!;
  return { from, settings: from.schema.parse(settings) };
}

/** Why a network that a file names does not take its dataset; undefined where it does. */
export function inputMisfit({ model }: Pick<Given, 'model'>, shape: Shape): string | undefined {
  const found = named(model);
  return found && inputProblem(found.from, shape);
}

/** A model with all its layers and settings, for a dataset that it takes (`inputMisfit`). */
export function resolveModel({ model, training }: Given, { shape, classes, task }: DatasetFacts): Layer[] {
  const found = named(model);
  const output = OUTPUTS[lossOf(training.loss, task ?? 'classification').kind];
  const entries = found
    ? found.from.layers(found.settings, { shape, output }).map((entry) => layer.parse(entry))
    : (model as LayerEntry[]);
  return entries.map((entry) => resolveLayer(entry, classes));
}

/** A layer with all its settings; `classes`: how many the dataset has. */
export function resolveLayer(entry: LayerEntry, classes: number): Layer {
  if (typeof entry === 'string') {
    const definition = layerDefinition({ kind: entry });
    return definition.resolve(definition.schema?.parse({}) ?? entry, classes);
  }
  const [kind, settings] = Object.entries(entry).find(([, given]) => given !== undefined)!;
  const composite = compositeDefinition({ kind });
  if (composite === undefined) return layerDefinition({ kind }).resolve(settings, classes);
  return composite.resolve(settings, (entries) =>
    entries.map((each) => resolveLayer(each as LayerEntry, classes)),
  );
}
