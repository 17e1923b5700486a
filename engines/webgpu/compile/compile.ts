import type { Node, Value } from '../../ir/form.ts';
import { type InputAttributes, type ParameterAttributes, parameter } from '../../ir/leaves.ts';
import { countOf } from '../../ir/lowering/count.ts';
import { groupsOf, isElementwise } from '../../ir/lowering/groups.ts';
import { neededOf } from '../../ir/lowering/needed.ts';
import { rewritten } from '../../ir/lowering/rewrite.ts';
import { broadcastLike } from '../../ir/operations/reduce.ts';
import { batchNorm } from '../operations/batch-norm.ts';
import { elementwise } from '../operations/elementwise.ts';
import { loweringOf } from '../operations/registry.ts';
import { type Fusion, fusionOf, isLeaf, resolved } from './fusion.ts';
import type { Kernel } from './kernel.ts';
import type { Division, Place } from './place.ts';
import { Shader, type Values } from './shader.ts';

/** What computes some values. */
export interface Code {
  /** In order. */
  readonly kernels: readonly Kernel[];
  /** Where each value stands in the end. */
  readonly results: readonly Place[];
}

export interface CompileOptions {
  readonly division: Division;
  /** The most buffers that a kernel may bind. */
  readonly mostStores: number;
  /** For each value the parameter whose update reads it, if any: it is to stand there. */
  readonly next?: readonly (number | undefined)[];
}

/** Buffers that a kernel may bind beside the values that it reads. */
const OTHER_STORES = 3;

/** The kernels for values. Throws INTERNAL for an operation that there is none for. Pure. */
export function compile(values: readonly Value[], { division, mostStores, next = [] }: CompileOptions): Code {
  const wanted = withPlaces(rewritten(values, batchNorm), next);
  const order = neededOf(wanted);
  const most = mostStores - OTHER_STORES;
  const fusion = fusionOf(order, wanted, groupsOf(order, wanted, most), most);
  const places = new Map<Value, Place>();
  for (const [at, value] of wanted.entries()) {
    const index = next[at];
    if (index !== undefined) places.set(resolved(value), { kind: 'next', index, count: countOf(value) });
  }
  const known: Values = {
    division,
    placeOf: (value) => placeOf(resolved(value), places),
    readBy: (value) => fusion.read.get(value),
    writtenBy: (value) => fusion.written.get(value),
  };
  const shader = () => new Shader(known);
  const kernels = inOrder(order, fusion).flatMap((node): readonly Kernel[] => {
    const chain = fusion.alone.get(node);
    if (chain !== undefined) return [elementwise(chain, shader())];
    return loweringOf(node)(node, { shader, examples: division.examples });
  });
  return { kernels, results: wanted.map(known.placeOf) };
}

/** Values each with a place of its own: leaves, and what would stand in two places, are copied. */
function withPlaces(values: readonly Value[], next: readonly (number | undefined)[]): Value[] {
  const taken = new Set<Value>();
  return values.map((value, at) => {
    const own = resolved(value);
    const index = next[at];
    const copied = isLeaf(own.node) || (index !== undefined && (!own.perTrial || taken.has(own)));
    taken.add(own);
    if (!copied) return value;
    return broadcastLike(value, index === undefined ? value : parameter(index, value.shape));
  });
}

/** The nodes that kernels are made for, in the order in which these run. */
function inOrder(order: readonly Node[], { alone, until }: Fusion): Node[] {
  const place = new Map(order.map((node, at) => [node, at]));
  const at = (node: Node) => place.get(until.get(node) ?? node)!;
  return order
    .filter((node) =>
      isElementwise(node) ? alone.has(node) : !isLeaf(node) && node.operation.name !== 'reshape',
    )
    .sort((a, b) => at(a) - at(b));
}

function placeOf(value: Value, places: Map<Value, Place>): Place {
  const known = places.get(value);
  if (known !== undefined) return known;
  const { operation, attributes } = value.node;
  const count = countOf(value);
  const place: Place =
    operation.name === 'input'
      ? { kind: 'input', name: (attributes as InputAttributes).name, count }
      : operation.name === 'parameter'
        ? { kind: 'parameter', index: (attributes as ParameterAttributes).index, count }
        : { kind: 'made', count, perTrial: value.perTrial };
  places.set(value, place);
  return place;
}
