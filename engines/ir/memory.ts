import { volume } from '../layers/shape.ts';
import type { Node, Value } from './form.ts';
import { nodesOf } from './order.ts';

/**
 * The most bytes that the values of a run take at once, in single precision, where each node runs as it comes
 * and a value is given up behind its last reader. Values of one trial, parameters not counted. Pure.
 */
export function peakBytes(values: readonly Value[], examples: number): number {
  const order = nodesOf(values);
  const lastReader = lastReaders(order, values);
  const held = new Map<Node, number>();
  let [now, most] = [0, 0];
  for (const [at, node] of order.entries()) {
    const own = isView(node) ? 0 : bytesOf(node, examples);
    now += own;
    held.set(node, own);
    most = Math.max(most, now);
    for (const done of lastReader.get(at) ?? []) now -= held.get(done) ?? 0;
  }
  return most;
}

/** The nodes that are read for the last time by the node at each place; a view reads for its own readers. */
function lastReaders(order: readonly Node[], values: readonly Value[]): ReadonlyMap<number, readonly Node[]> {
  const last = new Map<Node, number>();
  const wanted = new Set(values.map(({ node }) => node));
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at]!;
    const until = isView(node) ? (last.get(node) ?? at) : at;
    for (const { node: input } of node.inputs) last.set(input, Math.max(last.get(input) ?? 0, until));
  }
  const done = new Map<number, Node[]>();
  for (const [node, at] of last) if (!wanted.has(node)) done.set(at, [...(done.get(at) ?? []), node]);
  return done;
}

/** A node that has its input's values under other dimensions, or none of its own. */
const isView = ({ operation: { name } }: Node) =>
  name === 'reshape' || name === 'parameter' || name === 'constant';

const bytesOf = ({ outputs }: Node, examples: number) =>
  outputs.reduce((total, { shape, batched }) => total + 4 * volume(shape) * (batched ? examples : 1), 0);
