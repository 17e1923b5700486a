import type { Node, Value } from '../form.ts';

const ELEMENTWISE: ReadonlySet<string> = new Set(['unary', 'binary', 'broadcastLike']);

export const isElementwise = ({ operation }: Node): boolean => ELEMENTWISE.has(operation.name);

/** The inputs that a node reads: of another's type alone it reads no number. */
export const readBy = (node: Node): readonly Value[] =>
  node.operation.name === 'broadcastLike' ? node.inputs.slice(0, 1) : node.inputs;

/**
 * The elementwise nodes that are computed within another's loop: those whose every reader is, and whose
 * result has the loop's dimensions. For each its loop's last node; a last node stands for itself. `order`:
 * each node behind its inputs; `wanted`: what must be kept; `most`: values that a loop may read. Pure.
 */
export function groupsOf(
  order: readonly Node[],
  wanted: readonly Value[],
  most = Number.POSITIVE_INFINITY,
): ReadonlyMap<Node, Node> {
  const readers = new Map<Node, Node[]>();
  for (const node of order)
    for (const { node: read } of readBy(node)) readers.set(read, [...(readers.get(read) ?? []), node]);
  const kept = new Set(wanted.map(({ node }) => node));
  const last = new Map<Node, Node>();
  const reads = new Map<Node, ReadonlySet<Value>>();
  for (const node of [...order].reverse()) {
    if (!isElementwise(node)) continue;
    const lasts = new Set((readers.get(node) ?? []).map((reader) => last.get(reader)));
    const [only] = lasts;
    const joint = lasts.size === 1 && only !== undefined && !kept.has(node) && sameDims(node, only);
    const together = new Set([...(joint ? reads.get(only)! : []), ...readBy(node)]);
    together.delete(node.outputs[0]!);
    const within = joint && together.size <= most;
    last.set(node, within ? only : node);
    reads.set(within ? only : node, within ? together : new Set(readBy(node)));
  }
  return last;
}

function sameDims({ outputs: [a] }: Node, { outputs: [b] }: Node): boolean {
  return (
    a!.batched === b!.batched &&
    a!.perTrial === b!.perTrial &&
    a!.shape.length === b!.shape.length &&
    a!.shape.every((size, axis) => size === b!.shape[axis])
  );
}
