import { apply, type Node, type Value } from '../form.ts';
import { nodesOf } from '../order.ts';

/** A node's outputs out of other operations, from its inputs as they have become. */
export type Rewriting = (node: Node, inputs: readonly Value[]) => readonly Value[];

/**
 * The same values by the operations that a backend has kernels for; `rules`: by the names of the operations
 * that it has none for. Pure.
 */
export function rewritten(values: readonly Value[], rules: Readonly<Record<string, Rewriting>>): Value[] {
  const become = new Map<Value, Value>();
  for (const node of nodesOf(values)) {
    const inputs = node.inputs.map((input) => become.get(input)!);
    const rule = rules[node.operation.name];
    const same = inputs.every((input, at) => input === node.inputs[at]);
    const outputs =
      rule?.(node, inputs) ?? (same ? node.outputs : apply(node.operation, node.attributes, inputs));
    for (const [at, output] of node.outputs.entries()) become.set(output, outputs[at]!);
  }
  return values.map((value) => become.get(value)!);
}
