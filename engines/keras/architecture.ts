/** An architecture as Keras 2, Keras 3 or TensorFlow.js has written it, out of its text. All pure. */

/** A layer of an architecture, with its place among them. */
export interface KerasLayer {
  readonly index: number;
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the layers that it reads; of a Sequential model, the one before it. */
  readonly inputs: readonly string[];
}

/** What cannot be read or taken, in words. */
export class NotTaken extends Error {}

/** The most layers of an architecture. */
const MOST_LAYERS = 2000;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The layers that a file has, in its order. Throws NotTaken. */
export function readArchitecture(text: string): readonly KerasLayer[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new NotTaken('is not JSON: write the file with model.to_json()');
  }
  const model = modelOf(parsed);
  const sequential = model.class_name === 'Sequential';
  if (!sequential && model.class_name !== 'Functional' && model.class_name !== 'Model')
    throw new NotTaken(`is a ${shownName(model.class_name)}, and must be a Sequential or Functional model`);
  const config = Array.isArray(model.config) ? { layers: model.config } : model.config;
  const layers = isFields(config) ? config.layers : undefined;
  if (!Array.isArray(layers) || layers.length === 0) throw new NotTaken('has no list of layers');
  if (layers.length > MOST_LAYERS)
    throw new NotTaken(`has ${layers.length} layers, and may have at most ${MOST_LAYERS}`);
  const read = layers.map(layerOf);
  if (!sequential) return read;
  return read.map((layer, index) => ({ ...layer, inputs: index === 0 ? [] : [read[index - 1]!.name] }));
}

/** The model itself: TensorFlow.js has it below modelTopology, with weights beside it. */
function modelOf(parsed: unknown): Fields {
  const topology = isFields(parsed) ? (parsed.modelTopology ?? parsed) : undefined;
  const model = isFields(topology) ? (topology.model_config ?? topology) : undefined;
  if (isFields(model) && typeof model.class_name === 'string') return model;
  throw new NotTaken('is no architecture of Keras: write the file with model.to_json()');
}

function layerOf(layer: unknown, index: number): KerasLayer {
  const config = isFields(layer) ? layer.config : undefined;
  if (!isFields(layer) || !isFields(config) || typeof layer.class_name !== 'string')
    throw new NotTaken(`has no layer of Keras in layers[${index}]`);
  const name = String(layer.name ?? config.name ?? `layer ${index}`);
  return { index, className: layer.class_name, name, config, inputs: namesIn(layer.inbound_nodes) };
}

/** The layers that nodes read: ["name", 0, 0, {}] in Keras 2, keras_history: ["name", 0, 0] in Keras 3. */
function namesIn(node: unknown, depth = 0): readonly string[] {
  if (depth > 8 || typeof node !== 'object' || node === null) return [];
  if (isFields(node)) {
    const { keras_history: history } = node;
    if (Array.isArray(history)) return [String(history[0])];
    return Object.entries(node).flatMap(([key, inner]) =>
      key === 'kwargs' ? [] : namesIn(inner, depth + 1),
    );
  }
  const list = node as readonly unknown[];
  if (typeof list[0] === 'string' && typeof list[1] === 'number') return [list[0]];
  return list.flatMap((inner) => namesIn(inner, depth + 1));
}

/** A name out of a foreign file, short and without anything that is no letter, digit or the like. */
export const shownName = (name: unknown): string =>
  String(name)
    .slice(0, 48)
    .replaceAll(/[^A-Za-z0-9_.>/-]/g, '?');

/** A layer in a message: `layers[2] (Conv2D stem)`. */
export const placeOf = ({ index, className, name }: KerasLayer): string =>
  `layers[${index}] (${shownName(className)} ${shownName(name)})`;
