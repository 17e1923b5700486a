import { apply, type Node, type Operation, type Value } from '../form.ts';
import { constant } from '../leaves.ts';
import { divide, gate, multiply, subtract, times } from './binary.ts';
import { erfExactly } from './erf.ts';

/** Functions of one number. `softplus` is log(1 + e^x) without overflow. */
export const UNARY = {
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  rsqrt: (x: number) => 1 / Math.sqrt(x),
  tanh: Math.tanh,
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
  erf: erfExactly,
  abs: Math.abs,
  sign: Math.sign,
  relu: (x: number) => Math.max(0, x),
  softplus: (x: number) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))),
} as const;
export type Unary = keyof typeof UNARY;

type Attributes = { readonly kind: Unary };

/** A function of each number. */
export const unaryOperation: Operation<Attributes> = {
  name: 'unary',
  types: (_, [x]) => [{ shape: x!.shape, batched: x!.batched }],
  exact: ({ kind }, [x]) => [x!.data.map((value) => UNARY[kind](value))],
  gradient: (node, [dy]) => [rule(node, dy!)],
};

function rule({ attributes, inputs, outputs }: Node<Attributes>, dy: Value): Value | undefined {
  const [x] = inputs as [Value];
  const [y] = outputs as [Value];
  switch (attributes.kind) {
    case 'exp':
      return multiply(dy, y);
    case 'log':
      return divide(dy, x);
    case 'sqrt':
      return divide(times(dy, 0.5), y);
    case 'rsqrt':
      return multiply(times(dy, -0.5), multiply(y, multiply(y, y)));
    case 'tanh':
      return multiply(dy, subtract(constant(1), multiply(y, y)));
    case 'sigmoid':
      return multiply(dy, multiply(y, subtract(constant(1), y)));
    case 'erf':
      return multiply(times(dy, 2 / Math.sqrt(Math.PI)), exp(times(multiply(x, x), -1)));
    case 'abs':
      return multiply(dy, sign(x));
    case 'sign':
      return undefined;
    case 'relu':
      return gate(dy, y);
    case 'softplus':
      return multiply(dy, sigmoid(x));
  }
}

const unary =
  (kind: Unary) =>
  (x: Value): Value =>
    apply(unaryOperation, { kind }, [x])[0]!;

export const exp = unary('exp');
export const log = unary('log');
export const sqrt = unary('sqrt');
export const rsqrt = unary('rsqrt');
export const tanh = unary('tanh');
export const sigmoid = unary('sigmoid');
export const erf = unary('erf');
export const abs = unary('abs');
export const sign = unary('sign');
export const relu = unary('relu');
export const softplus = unary('softplus');
