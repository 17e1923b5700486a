/** Reverse-mode differentiation of a form: the way back from one number, out of the operations' own rules. */
import type { Node, Value } from './form.ts';
import { constant } from './leaves.ts';
import { add } from './operations/binary.ts';
import { broadcastLike } from './operations/reduce.ts';
import { nodesOf } from './order.ts';

/**
 * The gradients of one number by some values; of a value that the number does not follow from, zeros. Pure.
 */
export function gradientsOf(number: Value, by: readonly Value[]): Value[] {
  const order = nodesOf([number]);
  const wanted = following(order, by);
  const gradients = new Map<Value, Value>([[number, constant(1)]]);
  for (const node of order.reverse()) {
    if (!wanted.has(node)) continue;
    const own = node.outputs.map((output) => gradients.get(output));
    if (node.inputs.length === 0 || own.every((gradient) => gradient === undefined)) continue;
    for (const [index, gradient] of node.operation.gradient!(node, own).entries()) {
      const input = node.inputs[index]!;
      if (gradient === undefined || !wanted.has(input.node)) continue;
      const earlier = gradients.get(input);
      gradients.set(input, earlier === undefined ? gradient : add(earlier, gradient));
    }
  }
  return by.map((value) => gradients.get(value) ?? broadcastLike(constant(0), value));
}

/** The nodes that follow from one of the values, and those values' own. */
function following(order: readonly Node[], by: readonly Value[]): ReadonlySet<Node> {
  const found = new Set(by.map(({ node }) => node));
  for (const node of order) if (node.inputs.some((input) => found.has(input.node))) found.add(node);
  return found;
}
