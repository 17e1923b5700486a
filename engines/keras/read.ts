import type { Entry } from '../zoo/zoo-model.ts';
import { type KerasLayer, NotTaken, placeOf, readArchitecture } from './architecture.ts';
import { chainOf } from './chain.ts';
import { translate } from './layers.ts';

/** A network out of a file of Keras: its layers as a study file would have them, or why it is not taken. */
export type KerasModel =
  | { readonly entries: readonly Entry[]; readonly input: readonly (number | null)[] | undefined }
  | { readonly problem: string };

/** The most layers that a message lists. */
const MOST_LISTED = 20;

/** Layers that have an entry in another way than by their class. */
const STRUCTURAL = new Set(['InputLayer', 'Add']);
const FLAT = new Set(['Flatten', 'GlobalAveragePooling2D', 'GlobalMaxPooling2D']);

/** Reads an architecture that Keras 2, Keras 3 or TensorFlow.js has saved. Pure. */
export function readKerasModel(text: string): KerasModel {
  try {
    const layers = readArchitecture(text);
    const input = inputOf(layers);
    const entries = entriesOf(layers, input === undefined ? 4 : input.length + 1);
    return { entries: withOutput(chainOf(layers, (layer) => entries.get(layer))), input };
  } catch (error) {
    if (error instanceof NotTaken) return { problem: error.message };
    throw error;
  }
}

/** The entry of each layer. Throws NotTaken with all layers and settings that there is none for. */
function entriesOf(layers: readonly KerasLayer[], inputRank: number): ReadonlyMap<KerasLayer, Entry> {
  const found = new Map<KerasLayer, Entry>();
  const wrong: string[] = [];
  let rank = inputRank;
  for (const layer of layers) {
    if (STRUCTURAL.has(layer.className)) continue;
    const problems: string[] = [];
    const entry = translate(layer, rank, problems);
    if (entry !== undefined) found.set(layer, entry);
    if (problems.length > 0) wrong.push(`${placeOf(layer)}: ${problems.join(', ')}`);
    if (FLAT.has(layer.className)) rank = 2;
  }
  if (wrong.length === 0) return found;
  const more = wrong.length > MOST_LISTED ? `; and ${wrong.length - MOST_LISTED} more` : '';
  throw new NotTaken(`has layers that cannot be taken: ${wrong.slice(0, MOST_LISTED).join('; ')}${more}`);
}

/** The shape of an example that the file is for; undefined where it does not say. */
function inputOf(layers: readonly KerasLayer[]): readonly (number | null)[] | undefined {
  const config = layers.find((layer) => layer.config.batch_input_shape ?? layer.config.batch_shape)?.config;
  const shape = config?.batch_input_shape ?? config?.batch_shape;
  if (!Array.isArray(shape)) return undefined;
  return shape.slice(1).map((size) => (typeof size === 'number' ? size : null));
}

/** A last activation that stands alone belongs to the dense layer before it, as a study has it. */
function withOutput(entries: readonly Entry[]): readonly Entry[] {
  const [dense, last] = entries.slice(-2);
  if (typeof last !== 'string' || !['softmax', 'sigmoid', 'linear'].includes(last)) return entries;
  if (typeof dense !== 'object' || !('dense' in dense)) return entries;
  const settings = dense.dense as { readonly activation?: string };
  if ((settings.activation ?? 'linear') !== 'linear') return entries;
  return [...entries.slice(0, -2), { dense: { ...settings, activation: last } }];
}
