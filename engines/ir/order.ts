import type { Node, Value } from './form.ts';

/**
 * The nodes that values follow from, each behind its inputs; the same values give the same order. `known`:
 * nodes that are left out, and what only they follow from. Deep networks are deeper than the stack of calls,
 * so it keeps a stack of its own. Pure.
 */
export function nodesOf(values: readonly Value[], known: Iterable<Node> = []): Node[] {
  const done = new Set<Node>(known);
  const order: Node[] = [];
  const waiting = values.map(({ node }) => node).reverse();
  while (waiting.length > 0) {
    const node = waiting.at(-1)!;
    const missing = node.inputs.map((input) => input.node).filter((input) => !done.has(input));
    if (missing.length > 0) {
      waiting.push(...missing.reverse());
      continue;
    }
    waiting.pop();
    if (done.has(node)) continue;
    done.add(node);
    order.push(node);
  }
  return order;
}
