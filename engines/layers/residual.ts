import { z } from 'zod';
import type { Layer } from '../network.ts';
import { type CompositeDefinition, defineComposite } from './composite.ts';

/** Two ways through layers, added up. A shortcut without layers is the input itself. */
type Residual = {
  readonly kind: 'residual';
  readonly main: readonly Layer[];
  readonly shortcut: readonly Layer[];
};

interface Entry {
  readonly main: readonly unknown[];
  readonly shortcut: readonly unknown[];
}

export const residual: CompositeDefinition = defineComposite<Residual>({
  kind: 'residual',
  description: 'What goes through main, plus what goes through shortcut (He et al. 2016).',
  schema: (layers) =>
    z.strictObject({
      main: layers.min(1).describe('Layers one behind the other.'),
      shortcut: layers.default([]).describe('Left out: the input as it is.'),
    }),
  resolve(entry, layers) {
    const { main, shortcut } = entry as Entry;
    return { kind: 'residual', main: layers(main), shortcut: layers(shortcut) };
  },
  follow: ({ main, shortcut }, input, way) =>
    way.add(way.chain(main, input, 'main'), way.chain(shortcut, input, 'shortcut')),
});
