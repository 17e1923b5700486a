import type { z } from 'zod';
import type { Shape } from '../layers/shape.ts';
import type { Activation } from '../network.ts';

/** What a network of the zoo is made for. */
export interface ZooTask {
  /** Of one example: [height, width, channels] or [features]. */
  readonly shape: Shape;
  /** What follows the last layer, by the loss. */
  readonly output: Activation;
}

/** A layer as a study file writes it: `flatten`, `{ dense: { units: 10 } }`. */
export type Entry = string | { readonly [kind: string]: unknown };

/** A network that a study may name in place of a list of layers. */
export interface ZooModel {
  /** Its name in a study file. */
  readonly name: string;
  /** What it is, and the paper that it is of. */
  readonly description: string;
  /** What it can be given under its name; every setting has a default. */
  readonly schema: z.ZodType;
  /** The input that its paper has it for. */
  readonly input: Shape;
  /** The fewest rows and columns of an image; absent: it takes any input. */
  readonly least?: number;
  /** Its layers. `settings`: what its schema has let pass. Pure. */
  layers(settings: unknown, task: ZooTask): readonly Entry[];
}

/** Why a network does not take an input, in words; undefined: it does. Pure. */
export function inputProblem({ name, least }: ZooModel, shape: Shape): string | undefined {
  if (least === undefined) return undefined;
  const [height, width] = shape;
  if (shape.length !== 3)
    return `must be a network for examples of [${shape}]: ${name} needs images [height, width, channels]`;
  if (height! >= least && width! >= least) return undefined;
  return `must be a network for images of ${height} × ${width}: ${name} needs at least ${least} × ${least}`;
}
