/** Runs a form in plain double precision, one trial at a time: the reference of every backend. */
import type { Node, Tensor, Type, Value } from './form.ts';
import { type InputAttributes, type ParameterAttributes, SHARE } from './leaves.ts';
import { nodesOf } from './order.ts';

/** What a run is given. */
export interface Given {
  /** The number of examples; `share` is derived from it. */
  readonly examples: number;
  /** By the names of the inputs. */
  readonly inputs: Readonly<Record<string, ArrayLike<number>>>;
  /** By the numbers of the parameters. */
  readonly parameters: readonly ArrayLike<number>[];
}

/** What nodes have come to. */
export type Computed = Map<Node, Tensor[]>;

/**
 * The numbers that values come to. `computed`: what is known already, and is not computed again; what is
 * computed is added to it. Throws INTERNAL for an input or parameter that is not given. Pure but for that.
 */
export function interpret(
  values: readonly Value[],
  given: Given,
  computed: Computed = new Map(),
): Float64Array[] {
  for (const node of nodesOf(values, computed.keys())) {
    const inputs = node.inputs.map((input) => computed.get(input.node)![input.output]!);
    const dims = node.outputs.map((output) => dimsOf(output, given.examples));
    const data = leafOf(node, given) ?? node.operation.exact(node.attributes, inputs, dims);
    computed.set(
      node,
      node.outputs.map(({ batched }, at) => ({ dims: dims[at]!, batched, data: data[at]! })),
    );
  }
  return values.map(({ node, output }) => computed.get(node)![output]!.data);
}

/** A value's dimensions in a run with so many examples. Pure. */
export const dimsOf = ({ shape, batched }: Type, examples: number): number[] =>
  batched ? [examples, ...shape] : [...shape];

function leafOf({ operation, attributes }: Node, given: Given): Float64Array[] | undefined {
  if (operation.name === 'parameter')
    return [Float64Array.from(given.parameters[(attributes as ParameterAttributes).index]!)];
  if (operation.name !== 'input') return undefined;
  const { name } = attributes as InputAttributes;
  if (name === SHARE) return [Float64Array.of(1 / given.examples)];
  return [Float64Array.from(given.inputs[name]!)];
}
