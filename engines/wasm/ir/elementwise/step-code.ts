import type { Step } from '../../../ir/lowering/steps.ts';
import type { Binary } from '../../../ir/operations/binary.ts';
import type { Unary } from '../../../ir/operations/unary.ts';
import { op } from './code.ts';
import type { Loop } from './loop.ts';

/** Functions that a generated module imports from the kernels; a function's place is its index. */
export const FUNCTIONS = ['expOf', 'logOf', 'tanhOf', 'sigmoidOf', 'erfOf', 'softplusOf'] as const;

const called = (wanted: (typeof FUNCTIONS)[number]) => () => op.call(FUNCTIONS.indexOf(wanted));

const drop = [0x1a];

/** Code with the operand on the stack; `local`: where it stands too. */
const UNARY_CODE: Readonly<Record<Unary, (local: number) => readonly number[]>> = {
  exp: called('expOf'),
  log: called('logOf'),
  tanh: called('tanhOf'),
  sigmoid: called('sigmoidOf'),
  erf: called('erfOf'),
  softplus: called('softplusOf'),
  sqrt: () => op.fSqrt,
  rsqrt: (local) => [...drop, ...op.constant(1), ...op.get(local), ...op.fSqrt, ...op.fDivide],
  abs: () => op.fAbs,
  sign: (local) => [
    ...[...op.constant(0), ...op.fMore, ...op.constant(1), ...op.vAnd],
    ...[...op.get(local), ...op.constant(0), ...op.fLess, ...op.constant(1), ...op.vAnd],
    ...op.fSubtract,
  ],
  relu: () => [...op.constant(0), ...op.fLarger],
};

/** Code with both operands on the stack. */
const BINARY_CODE: Readonly<Record<Binary, readonly number[]>> = {
  add: op.fAdd,
  subtract: op.fSubtract,
  multiply: op.fMultiply,
  divide: op.fDivide,
  max: op.fMax,
  min: op.fMin,
  gate: [...op.constant(0), ...op.fMore, ...op.vAnd],
};

/**
 * Code that computes all steps of a loop and leaves the last on the stack. `read`: code that loads an input;
 * `local`: the local that keeps a step.
 */
export function stepsCode(
  { steps }: Loop,
  read: (input: number) => readonly number[],
  local: (step: number) => number,
): number[] {
  const code = (step: Step): readonly number[] => {
    switch (step.kind) {
      case 'read':
        return read(step.input);
      case 'constant':
        return op.constant(step.value);
      case 'unary':
        return [...op.get(local(step.a)), ...UNARY_CODE[step.operation](local(step.a))];
      case 'binary':
        return [...op.get(local(step.a)), ...op.get(local(step.b)), ...BINARY_CODE[step.operation]];
    }
  };
  return [
    ...steps.flatMap((step, index) => [...code(step), ...op.set(local(index))]),
    ...op.get(local(steps.length - 1)),
  ];
}
