import type { Value } from '../ir/form.ts';

/** An array that is trained, in a step: its values in the intermediate form (`engines/ir/`). */
export interface Directed {
  readonly weight: Value;
  /** Of the batch's loss, decay and clipping done. */
  readonly gradient: Value;
  /** Whether it is a kernel: not a bias, nor a weight of a normalisation. */
  readonly kernel: boolean;
  /** What the optimizer keeps for the array, of its shape. */
  readonly states: readonly Value[];
  /** The numbers that all arrays share, as this step leaves them. */
  readonly shared: readonly Value[];
}

/**
 * What an optimizer makes of a gradient that takes more than one number of an array at a time, such as a
 * norm: an `UpdateProgram` sees one weight. What it keeps lives beside the weights of each trial, and starts
 * at 0.
 */
export interface Direction {
  /** Arrays that are kept for each array that is trained. */
  readonly states: number;
  /** Numbers that are kept once: what a step makes of each. Pure. */
  readonly shared: readonly ((before: Value) => Value)[];
  /** What the states become, and what the update program is given as the gradient. Pure. */
  of(array: Directed): { readonly states: readonly Value[]; readonly gradient: Value };
}
