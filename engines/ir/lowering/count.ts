import { volume } from '../../layers/shape.ts';
import type { Type } from '../form.ts';

/** How many of something a run with n examples has: `fixed`, or `fixed` for each example. */
export interface Count {
  readonly fixed: number;
  readonly batched: boolean;
}

/** So many in a run with n examples. Pure. */
export const countIn = ({ fixed, batched }: Count, n: number): number => (batched ? fixed * n : fixed);

/** The numbers of a value. Pure. */
export const countOf = ({ shape, batched }: Type): Count => ({ fixed: volume(shape), batched });

export const fixed = (count: number): Count => ({ fixed: count, batched: false });
