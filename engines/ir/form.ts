/**
 * The intermediate form of a network's arithmetic (docs/decisions/0023): values, and the operations that they
 * come from. A layer builds its arithmetic out of these operations, `gradient.ts` derives the way back from
 * the operations' own rules, and a backend runs the result.
 *
 * What a backend must implement: every operation in `registry.ts`, each a file below `operations/` with its
 * shape rule and its arithmetic in plain double precision; `interpreter.ts` runs them so, and is what a
 * backend is held to. In memory a value is row-major, images are [height, width, channels]; a batched value
 * has the examples in front, [n, …shape]. The number of examples is known only when a program is run. A
 * program (`program.ts`) says what to compute: for a training step, for an evaluation, for an inspection.
 *
 * The trials of a pack do not appear here. A value that follows from a parameter is `perTrial`: a backend
 * computes it for each trial, and everything else once. Nodes are pure and have no order beyond their inputs.
 */
import { FanoutError } from '../../proto/errors.ts';
import type { Shape } from '../layers/shape.ts';

/** What is known of a value before it is computed. */
export interface Type {
  /** Of one example where the value is batched, else of all of it. */
  readonly shape: Shape;
  readonly batched: boolean;
}

/** Settings of an operation. */
export type Attributes = object;

/** An operation with its inputs, somewhere in a program. */
export interface Node<A extends Attributes = Attributes> {
  readonly operation: Operation<A>;
  readonly attributes: A;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** One output of a node. */
export interface Value extends Type {
  readonly node: Node;
  /** Which of the node's outputs. */
  readonly output: number;
  /** Follows from a parameter: every trial has its own. */
  readonly perTrial: boolean;
}

/** A value that has been computed; `dims` begin with the number of examples where the value is batched. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly batched: boolean;
  readonly data: Float64Array;
}

/** All that there is to say of an operation. */
export interface Operation<A extends Attributes = Attributes> {
  readonly name: string;
  /** Types of the outputs. Throws INTERNAL for inputs that the operation does not take. Pure. */
  types(attributes: A, inputs: readonly Type[]): readonly Type[];
  /** The arithmetic, written for being obviously right. `outputs`: dims of each output. Pure. */
  exact(attributes: A, inputs: readonly Tensor[], outputs: readonly (readonly number[])[]): Float64Array[];
  /**
   * From the gradients of the outputs (undefined: nothing depends on it) to those of the inputs (undefined:
   * none). Absent: the operation's gradient is never asked for, since it is one itself. Pure.
   */
  gradient?(node: Node<A>, gradients: readonly (Value | undefined)[]): readonly (Value | undefined)[];
}

/** Applies an operation. Throws INTERNAL for inputs that it does not take. Pure. */
export function apply<A extends Attributes>(
  operation: Operation<A>,
  attributes: A,
  inputs: readonly Value[],
): readonly Value[] {
  const perTrial = operation.name === 'parameter' || inputs.some((input) => input.perTrial);
  const outputs: Value[] = [];
  const node: Node<A> = { operation, attributes, inputs, outputs };
  for (const [output, { shape, batched }] of operation.types(attributes, inputs).entries())
    outputs.push({ node: node as unknown as Node, output, shape, batched, perTrial });
  return outputs;
}

/** The error for inputs that an operation does not take: a layer's shape rule has let them pass. */
export function misused(operation: string, problem: string): FanoutError {
  return new FanoutError('INTERNAL', `operation ${operation}: ${problem}`);
}
