import { z } from 'zod';
import { COMPOSITES } from '../../engines/layers/composites.ts';
import { LAYERS } from '../../engines/layers/registry.ts';
import { ZOO } from '../../engines/zoo/registry.ts';
import { exactlyOne } from './rules.ts';

/** The most layers of one list. */
export const MOST_ENTRIES = 64;

const names = LAYERS.filter(({ schema, bare }) => schema === null || bare).map(({ kind }) => kind);
const plain = LAYERS.flatMap(({ kind, schema, description }) =>
  schema === null ? [] : [[kind, schema.optional().describe(description)] as const],
);

/** A layer whose composites hold lists of `inner`. */
const layerOf = (inner: () => z.ZodType) => {
  const list = z.array(z.lazy(inner)).max(MOST_ENTRIES);
  const composites = COMPOSITES.map(
    ({ kind, schema, description }) => [kind, schema(list).optional().describe(description)] as const,
  );
  const settings = Object.fromEntries([...plain, ...composites]);
  return z.union([z.literal(names), exactlyOne(z.strictObject(settings), Object.keys(settings))]);
};

const nested: z.ZodType = layerOf(() => nested).meta({ id: 'layer' });

/** One layer of the model: one of `engines/layers/`, by its name. */
export const layer = layerOf(() => nested);

/** A layer as a study file has it, every default filled in. */
export type LayerEntry = z.output<typeof layer>;

/** The first study's network. */
const SEED_MODEL: z.input<typeof layer>[] = [
  { conv2d: { filters: 32, kernel: 3, activation: 'relu' } },
  { maxPool2d: 2 },
  'flatten',
  { dense: { units: 100, activation: 'relu' } },
  { dense: { units: 'classes', activation: 'softmax' } },
];

const keras = z
  .string()
  .min(1)
  .max(4096)
  .optional()
  .describe(
    'Path of an architecture that Keras (model.to_json()) or TensorFlow.js (model.json) has saved; counts from the study file.',
  );

const zoo = Object.fromEntries(
  ZOO.map(({ name, schema, description }) => [name, schema.optional().describe(description)]),
);

/** The layers of a model, or the name of one that comes with fanout, alone or with settings. */
export const model = z
  .union([
    z.array(layer).min(1).max(MOST_ENTRIES),
    z.enum(ZOO.map(({ name }) => name)),
    exactlyOne(z.strictObject({ ...zoo, keras }), [...Object.keys(zoo), 'keras']),
  ])
  .prefault(SEED_MODEL)
  .meta({ ofAnyType: true });
export type ModelEntry = z.output<typeof model>;

/**
 * What the type of a custom resource cannot say of a model: the layers and networks. For `kubectl explain`.
 */
export const MODEL_EXPLAINED = `A list of layers, each a name (${names.join(', ')}) or an object with one key and its settings, { dense: { units: 100, activation: relu } }: ${[
  ...LAYERS.filter(({ schema }) => schema !== null),
  ...COMPOSITES,
]
  .map(({ kind }) => kind)
  .join(
    ', ',
  )}. Or the name of a network, alone or as a key with its settings: ${ZOO.map(({ name }) => name).join(', ')}; or { keras: PATH }. docs/study.md has the settings of each.`;
