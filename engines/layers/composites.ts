import type { Layer } from '../network.ts';
import type { CompositeDefinition } from './composite.ts';
import { repeat } from './repeat.ts';
import { residual } from './residual.ts';

/** Every kind of layer that is made of layers, in the order of the reference. */
export const COMPOSITES: readonly CompositeDefinition[] = [residual, repeat];

/** The definition of a composite, or undefined for a plain layer. Pure. */
export const compositeDefinition = ({ kind }: Pick<Layer, 'kind'>): CompositeDefinition | undefined =>
  COMPOSITES.find((definition) => definition.kind === kind);
