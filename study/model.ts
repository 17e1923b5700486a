/** What a study file has under `model`, as layers. All pure. */

import type { KerasModel } from '../engines/keras/read.ts';
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

/** The file of Keras that a model is in, as the study names it; undefined where it is in none. */
export function kerasFile(model: ModelEntry): string | undefined {
  if (isListed(model) || typeof model === 'string') return undefined;
  const { keras } = model as { readonly keras?: string };
  return keras;
}

/** The network of the zoo that a file names, with what it gives it; undefined where it names none. */
function named(model: ModelEntry): { readonly from: ZooModel; readonly settings: unknown } | undefined {
  if (isListed(model) || kerasFile(model) !== undefined) return undefined;
  const [name, settings] =
    typeof model === 'string' ? [model, {}] : Object.entries(model).find(([, given]) => given !== undefined)!;
  const from = ZOO.find((each) => each.name === name)!;
  return { from, settings: from.schema.parse(settings) };
}

/** Why a network that a file names does not take its dataset; undefined where it does. */
export function inputMisfit({ model }: Pick<Given, 'model'>, facts: DatasetFacts): string | undefined {
  const { shape } = facts;
  const file = kerasFile(model);
  if (file !== undefined) return kerasMisfit(kerasModel(file, facts), shape);
  const found = named(model);
  return found && inputProblem(found.from, shape);
}

/** Whether what a model is made of is known: a file is not read where others of its study are wrong. */
export function isKnown(model: ModelEntry, { models }: DatasetFacts): boolean {
  const file = kerasFile(model);
  return file === undefined || models?.has(file) === true;
}

const kerasModel = (file: string, { models }: DatasetFacts): KerasModel =>
  models?.get(file) ?? { problem: 'was not read' };

function kerasMisfit(read: KerasModel, shape: Shape): string | undefined {
  if ('problem' in read) return `names a file that ${read.problem}`;
  const { input } = read;
  const fits =
    input?.length === shape.length && input.every((size, axis) => (size ?? shape[axis]) === shape[axis]);
  if (input === undefined || fits) return undefined;
  const sizes = input.map((size) => size ?? 'any').join(',');
  return `names a file for examples of [${sizes}], and the dataset has [${shape}]`;
}

/** A model with all its layers and settings, for a dataset that it takes (`inputMisfit`). */
export function resolveModel({ model, training }: Given, facts: DatasetFacts): Layer[] {
  const { shape, classes, task } = facts;
  const found = named(model);
  const output = OUTPUTS[lossOf(training.loss, task ?? 'classification').kind];
  const read = kerasModel(kerasFile(model) ?? '', facts);
  const given = 'entries' in read ? read.entries : found?.from.layers(found.settings, { shape, output });
  const entries = given?.map((entry) => layer.parse(entry)) ?? (model as LayerEntry[]);
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
