/** What the elementwise chains of a code become part of, so that their values need not be kept. */
import type { Node, Value } from '../../ir/form.ts';
import { countOf } from '../../ir/lowering/count.ts';
import { isElementwise, readBy } from '../../ir/lowering/groups.ts';
import { type Chain, chainOf } from './chain.ts';

export interface Fusion {
  /** Chains that run as kernels of their own, by their last nodes. */
  readonly alone: ReadonlyMap<Node, Chain>;
  /** Chains that are computed wherever their output is read. */
  readonly read: ReadonlyMap<Value, Chain>;
  /** Chains that follow a value as it is written. */
  readonly written: ReadonlyMap<Value, Chain>;
  /** The last node of what each kernel computes: a kernel runs in its place. */
  readonly until: ReadonlyMap<Node, Node>;
}

/** A value behind reshapes, which change nothing in memory. Pure. */
export function resolved(value: Value): Value {
  return value.node.operation.name === 'reshape' ? resolved(value.node.inputs[0]!) : value;
}

const LEAVES: ReadonlySet<string> = new Set(['input', 'parameter', 'constant']);
export const isLeaf = ({ operation }: Node): boolean => LEAVES.has(operation.name);

/**
 * Decides for each group of elementwise nodes (`last`: its last node, by node) whether it follows a kernel's
 * writing, or is computed where it is read. `most`: values that one kernel may read. Pure.
 */
export function fusionOf(
  order: readonly Node[],
  wanted: readonly Value[],
  last: ReadonlyMap<Node, Node>,
  most: number,
): Fusion {
  const chains = chainsOf(order, last);
  const readers = readersOf(order, last);
  const place = new Map(order.map((node, at) => [node, at]));
  const kept = new Set(wanted.map(resolved));
  const [alone, read, written] = [new Map<Node, Chain>(), new Map<Value, Chain>(), new Map<Value, Chain>()];
  const until = new Map<Node, Node>();
  for (const [node, chain] of chains) {
    const given = producerOf(chain, { readers, place, kept, read, written, most });
    if (given !== undefined) {
      written.set(resolved(given), { ...chain, given });
      const producer = resolved(given).node;
      if (producer.outputs.length === 1) until.set(producer, node);
    } else if (!kept.has(chain.output) && isReadInPlace(chain, readers.get(chain.output) ?? new Set()))
      read.set(chain.output, chain);
    else alone.set(node, chain);
  }
  return { alone, read, written, until };
}

function chainsOf(order: readonly Node[], last: ReadonlyMap<Node, Node>): Map<Node, Chain> {
  const members = new Map<Node, Node[]>();
  for (const node of order)
    if (isElementwise(node)) members.set(last.get(node)!, [...(members.get(last.get(node)!) ?? []), node]);
  const chains = new Map<Node, Chain>();
  for (const node of order) if (members.has(node)) chains.set(node, chainOf(members.get(node)!));
  return chains;
}

/** Who reads each value: a node, or the last node of a group. */
function readersOf(order: readonly Node[], last: ReadonlyMap<Node, Node>): Map<Value, Set<Node>> {
  const readers = new Map<Value, Set<Node>>();
  for (const node of order) {
    if (node.operation.name === 'reshape') continue;
    const reader = last.get(node) ?? node;
    for (const value of readBy(node)) {
      const own = resolved(value);
      readers.set(own, (readers.get(own) ?? new Set()).add(reader));
    }
  }
  return readers;
}

interface Known {
  readonly readers: ReadonlyMap<Value, ReadonlySet<Node>>;
  readonly place: ReadonlyMap<Node, number>;
  readonly kept: ReadonlySet<Value>;
  readonly read: ReadonlyMap<Value, Chain>;
  readonly written: ReadonlyMap<Value, Chain>;
  readonly most: number;
}

/** The input of a chain whose kernel can compute the chain too: the one that is computed last. */
function producerOf(chain: Chain, known: Known): Value | undefined {
  const { readers, place, kept, read, written, most } = known;
  const readsOf = (value: Value) => read.get(resolved(value))?.inputs.length ?? 1;
  const { output, inputs } = chain;
  const fits = (input: Value) => {
    const value = resolved(input);
    const { node } = value;
    if (isLeaf(node) || isElementwise(node) || kept.has(value) || written.has(value)) return false;
    if (readers.get(value)?.size !== 1 || value.perTrial !== output.perTrial) return false;
    const [own, wanted] = [countOf(value), countOf(output)];
    if (own.fixed !== wanted.fixed || own.batched !== wanted.batched) return false;
    const reads = [...node.inputs, ...inputs].reduce((total, each) => total + readsOf(each), 0);
    if (reads > most + 1) return false;
    return node.outputs.length === 1 || inputs.every((each) => isEarlier(each, input));
  };
  return inputs.filter(fits).sort((a, b) => place.get(resolved(b).node)! - place.get(resolved(a).node)!)[0];
}

/** Whether a value is surely there when another's kernel runs. */
const isEarlier = (value: Value, than: Value): boolean => value === than || isLeaf(resolved(value).node);

/** A sum that nobody else adds up, or numbers of the batch that are no more than scaled. */
function isReadInPlace({ inputs, steps, output }: Chain, readers: ReadonlySet<Node>): boolean {
  const [reader] = readers;
  if (
    readers.size === 1 &&
    reader!.operation.name === 'reduce' &&
    reader!.outputs[0]!.perTrial === output.perTrial
  )
    return true;
  const scaled = inputs.length === 1 && inputs[0]!.node.operation.name === 'input' && inputs[0]!.batched;
  return scaled && steps.length <= 3;
}
