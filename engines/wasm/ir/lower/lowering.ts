import type { Node, Value } from '../../../ir/form.ts';
import type { Buffer } from '../buffer.ts';
import type { Instruction } from '../instruction.ts';

/** From a node to what runs it; `bufferOf`: where a value stands. Pure. */
export type Lowering = (node: Node, bufferOf: (value: Value) => Buffer) => readonly Instruction[];

/** Everything of an instruction but what it does. */
export function around(
  node: Node,
  bufferOf: (value: Value) => Buffer,
): Pick<Instruction, 'name' | 'reads' | 'writes' | 'perTrial'> {
  return {
    name: node.operation.name,
    reads: node.inputs.map(bufferOf),
    writes: node.outputs.map(bufferOf),
    perTrial: node.outputs[0]!.perTrial,
  };
}
