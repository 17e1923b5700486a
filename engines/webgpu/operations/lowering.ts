import type { Node } from '../../ir/form.ts';
import type { Count } from '../../ir/lowering/count.ts';
import type { Kernel } from '../compile/kernel.ts';
import type { Place } from '../compile/place.ts';
import type { Shader } from '../compile/shader.ts';

export interface Lowered {
  /** A shader to be written. */
  shader(): Shader;
  /** The most examples of a run. */
  readonly examples: number;
}

/** From a node to the kernels that run it. Pure. */
export type Lowering = (node: Node, lowered: Lowered) => readonly Kernel[];

/** How many of something there are in a run, in WGSL. Pure. */
export const countText = ({ fixed, batched }: Count): string =>
  batched ? `(run.n * ${fixed}u)` : `${fixed}u`;

/** Room that kernels of one operation hand on to each other. */
export const room = (count: Count, perTrial: boolean): Place & { readonly kind: 'made' } => ({
  kind: 'made',
  count,
  perTrial,
});
