import { apply, type Node, type Value } from '../../ir/form.ts';
import { nodesOf } from '../../ir/order.ts';
import { normalised, normalisedBack } from './lower/normalisation.ts';

/** A node's outputs out of other operations, from its inputs as they have become. */
type Rule = (node: Node, inputs: readonly Value[]) => readonly Value[];

const RULES: Readonly<Record<string, Rule>> = {
  batchNorm: normalised,
  batchNormGradient: normalisedBack,
};

/** The same values by the operations that the backend has kernels for. Pure. */
export function rewritten(values: readonly Value[]): Value[] {
  const become = new Map<Value, Value>();
  for (const node of nodesOf(values)) {
    const inputs = node.inputs.map((input) => become.get(input)!);
    const rule = RULES[node.operation.name];
    const same = inputs.every((input, at) => input === node.inputs[at]);
    const outputs =
      rule?.(node, inputs) ?? (same ? node.outputs : apply(node.operation, node.attributes, inputs));
    for (const [at, output] of node.outputs.entries()) become.set(output, outputs[at]!);
  }
  return values.map((value) => become.get(value)!);
}
