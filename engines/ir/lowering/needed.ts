import type { Node, Value } from '../form.ts';
import { nodesOf } from '../order.ts';
import { readBy } from './groups.ts';

/** The nodes whose numbers are read for some values, each behind its inputs. Pure. */
export function neededOf(wanted: readonly Value[]): Node[] {
  const needed = new Set(wanted.map(({ node }) => node));
  const order = nodesOf(wanted);
  for (const node of [...order].reverse())
    if (needed.has(node)) for (const { node: read } of readBy(node)) needed.add(read);
  return order.filter((node) => needed.has(node));
}
