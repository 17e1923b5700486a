import type { Node, Value } from '../../ir/form.ts';
import type { InputAttributes, ParameterAttributes } from '../../ir/leaves.ts';
import { countOf } from '../../ir/lowering/count.ts';
import { groupsOf, isElementwise } from '../../ir/lowering/groups.ts';
import { neededOf } from '../../ir/lowering/needed.ts';
import { rewritten } from '../../ir/lowering/rewrite.ts';
import { type Buffer, made, table } from './buffer.ts';
import { elementwise } from './elementwise/lower.ts';
import type { Instruction } from './instruction.ts';
import { batchNorm } from './lower/normalisation.ts';
import { loweringOf } from './lower/registry.ts';

/** What computes some values. */
export interface Code {
  /** In order; what the trials of a pack share comes first. */
  readonly instructions: readonly Instruction[];
  /** Where each value stands in the end. */
  readonly results: readonly Buffer[];
}

const LEAVES: ReadonlySet<string> = new Set(['input', 'parameter', 'constant']);

/** The instructions for values. Throws INTERNAL for an operation that there are no kernels for. Pure. */
export function compile(values: readonly Value[]): Code {
  const wanted = rewritten(values, batchNorm);
  const order = neededOf(wanted);
  const last = groupsOf(order, wanted);
  const members = new Map<Node, Node[]>();
  for (const node of order)
    if (isElementwise(node)) members.set(last.get(node)!, [...(members.get(last.get(node)!) ?? []), node]);
  const buffers = new Map<Value, Buffer>();
  const bufferOf = (value: Value): Buffer => {
    const known = buffers.get(value);
    if (known !== undefined) return known;
    const found = placeOf(value, bufferOf);
    buffers.set(value, found);
    return found;
  };
  const instructions = order.flatMap((node): readonly Instruction[] => {
    if (LEAVES.has(node.operation.name) || node.operation.name === 'reshape') return [];
    if (!isElementwise(node)) return loweringOf(node)(node, bufferOf);
    return last.get(node) === node ? [elementwise(members.get(node)!, bufferOf)] : [];
  });
  return {
    instructions: [
      ...instructions.filter(({ perTrial }) => !perTrial),
      ...instructions.filter(({ perTrial }) => perTrial),
    ],
    results: wanted.map(bufferOf),
  };
}

/** A reshape stands where its input does. */
function placeOf(value: Value, bufferOf: (value: Value) => Buffer): Buffer {
  const { operation, attributes, inputs } = value.node;
  switch (operation.name) {
    case 'input':
      return { kind: 'input', name: (attributes as InputAttributes).name, count: countOf(value) };
    case 'parameter':
      return { kind: 'parameter', index: (attributes as ParameterAttributes).index, count: countOf(value) };
    case 'constant':
      return table(Float32Array.of((attributes as { readonly value: number }).value));
    case 'reshape':
      return bufferOf(inputs[0]!);
    default:
      return made(countOf(value));
  }
}
