import { z } from 'zod';
import type { Layer } from '../network.ts';
import { type CompositeDefinition, defineComposite } from './composite.ts';

/** The same layers several times one behind the other, each time with weights of its own. */
type Repeat = { readonly kind: 'repeat'; readonly times: number; readonly layers: readonly Layer[] };

interface Entry {
  readonly times: number;
  readonly layers: readonly unknown[];
}

export const repeat: CompositeDefinition = defineComposite<Repeat>({
  kind: 'repeat',
  description: 'Layers several times, each time with weights of their own.',
  schema: (layers) =>
    z.strictObject({
      times: z.int().min(1).max(1000),
      layers: layers.min(1).describe('Layers one behind the other.'),
    }),
  resolve(entry, layers) {
    const given = entry as Entry;
    return { kind: 'repeat', times: given.times, layers: layers(given.layers) };
  },
  follow({ times, layers }, input, way) {
    let value = input;
    for (let time = 0; time < times; time++) value = way.chain(layers, value, 'layers');
    return value;
  },
});
