import type { Node, Value } from '../form.ts';
import type { Binary } from '../operations/binary.ts';
import type { Unary } from '../operations/unary.ts';
import { readBy } from './groups.ts';

/** A number of a chain: read, given, or computed from earlier ones (their places in `Loop.steps`). */
export type Step =
  | { readonly kind: 'read'; readonly input: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'unary'; readonly operation: Unary; readonly a: number }
  | { readonly kind: 'binary'; readonly operation: Binary; readonly a: number; readonly b: number };

/** The steps of a group, and the values from outside that they read. */
export function stepsOf(members: readonly Node[]): { steps: Step[]; inputs: Value[] } {
  const steps: Step[] = [];
  const inputs: Value[] = [];
  const places = new Map<Value, number>();
  const add = (value: Value, step: Step) => {
    places.set(value, steps.length);
    steps.push(step);
    return steps.length - 1;
  };
  const placeOf = (value: Value): number => {
    const place = places.get(value);
    if (place !== undefined) return place;
    if (value.node.operation.name === 'constant')
      return add(value, { kind: 'constant', value: (value.node.attributes as { value: number }).value });
    inputs.push(value);
    return add(value, { kind: 'read', input: inputs.length - 1 });
  };
  for (const node of members) {
    const [a, b] = readBy(node).map(placeOf);
    const { kind } = node.attributes as { readonly kind: string };
    const [output] = node.outputs as [Value];
    if (node.operation.name === 'broadcastLike') places.set(output, a!);
    else if (node.operation.name === 'unary') add(output, { kind: 'unary', operation: kind as Unary, a: a! });
    else add(output, { kind: 'binary', operation: kind as Binary, a: a!, b: b! });
  }
  return { steps, inputs };
}
