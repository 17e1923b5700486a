import { broadcastTypes, repeated } from '../broadcast.ts';
import { apply, type Node, type Operation, type Value } from '../form.ts';
import { constant } from '../leaves.ts';
import { sumTo } from './reduce.ts';

/** What stands between two numbers. `gate`: a where b is above 0, else 0. */
export const BINARY = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide: (a: number, b: number) => a / b,
  max: (a: number, b: number) => Math.max(a, b),
  min: (a: number, b: number) => Math.min(a, b),
  gate: (a: number, b: number) => (b > 0 ? a : 0),
} as const;
export type Binary = keyof typeof BINARY;

type Attributes = { readonly kind: Binary };

/** Two values, number by number; the smaller one is repeated (`broadcastTypes`). */
export const binaryOperation: Operation<Attributes> = {
  name: 'binary',
  types: ({ kind }, [a, b]) => [broadcastTypes(kind, a!, b!)],
  exact({ kind }, [a, b], [dims]) {
    const [left, right] = [repeated(a!, dims!), repeated(b!, dims!)];
    return [left.map((value, at) => BINARY[kind](value, right[at]!))];
  },
  gradient(node, [dy]) {
    const [da, db] = rule(node, dy!);
    const [a, b] = node.inputs;
    return [da && sumTo(da, a!), db && sumTo(db, b!)];
  },
};

/** Gradients of the size of the result; where max or min tie, the second is given it. */
function rule(
  { attributes, inputs, outputs }: Node<Attributes>,
  dy: Value,
): readonly [Value | undefined, Value | undefined] {
  const [a, b] = inputs as [Value, Value];
  const [y] = outputs as [Value];
  switch (attributes.kind) {
    case 'add':
      return [dy, dy];
    case 'subtract':
      return [dy, negative(dy)];
    case 'multiply':
      return [multiply(dy, b), multiply(dy, a)];
    case 'divide':
      return [divide(dy, b), negative(divide(multiply(dy, y), b))];
    case 'max': {
      const first = gate(dy, subtract(a, b));
      return [first, subtract(dy, first)];
    }
    case 'min': {
      const first = gate(dy, subtract(b, a));
      return [first, subtract(dy, first)];
    }
    case 'gate':
      return [gate(dy, b), undefined];
  }
}

const binary =
  (kind: Binary) =>
  (a: Value, b: Value): Value =>
    apply(binaryOperation, { kind }, [a, b])[0]!;

export const add = binary('add');
export const subtract = binary('subtract');
export const multiply = binary('multiply');
export const divide = binary('divide');
export const max = binary('max');
export const min = binary('min');
export const gate = binary('gate');

export const times = (x: Value, factor: number): Value => multiply(x, constant(factor));
export const negative = (x: Value): Value => times(x, -1);
