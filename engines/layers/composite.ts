import type { z } from 'zod';
import type { Layer } from '../network.ts';

/** How something goes through layers: a shape, a value. */
export interface Way<T> {
  /** Through layers one behind the other; `place`: where they stand within the composite. */
  chain(layers: readonly Layer[], input: T, ...place: (string | number)[]): T;
  /** Two of them added up. */
  add(a: T, b: T): T;
}

/** A layer made of layers: what is said of it is what is said of them. */
export interface CompositeDefinition<L extends Layer = Layer> {
  /** Its name in a study file: `residual`. */
  readonly kind: string;
  /** What it is, for the reference of the study file. */
  readonly description: string;
  /** What a study file gives under the name; `layers`: the schema of a list of layers, empty ones too. */
  schema(layers: z.ZodArray): z.ZodType;
  /** The layer that a study file's entry means; `layers` does the same for lists of entries. Pure. */
  resolve(entry: unknown, layers: (entries: readonly unknown[]) => readonly Layer[]): L;
  /** Goes through it. Pure but for `way`. */
  follow<T>(layer: L, input: T, way: Way<T>): T;
}

/** A definition among others: what a composite holds is known to its own functions only. */
export function defineComposite<L extends Layer>(definition: CompositeDefinition<L>): CompositeDefinition {
  return definition as unknown as CompositeDefinition;
}
