import { z } from 'zod';
import { LAYERS } from '../../engines/layers/registry.ts';
import { exactlyOne } from './rules.ts';

const bare = LAYERS.filter(({ schema }) => schema === null).map(({ kind }) => kind);
const withSettings = LAYERS.filter(({ schema }) => schema !== null);
const settings = Object.fromEntries(
  withSettings.map(({ kind, schema, description }) => [kind, schema!.optional().describe(description)]),
);

/** One layer of the model: one of `engines/layers/`, by its name. */
export const layer = z.union([
  z.literal(bare),
  exactlyOne(
    z.strictObject(settings),
    withSettings.map(({ kind }) => kind),
  ),
]);

/** The first study's network. */
export const SEED_MODEL: z.input<typeof layer>[] = [
  { conv2d: { filters: 32, kernel: 3, activation: 'relu' } },
  { maxPool2d: 2 },
  'flatten',
  { dense: { units: 100, activation: 'relu' } },
  { dense: { units: 'classes', activation: 'softmax' } },
];
