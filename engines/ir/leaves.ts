import { apply, type Operation, type Type, type Value } from './form.ts';

/** Every leaf is given: an interpreter or backend looks it up. */
const given = (): never => {
  throw new Error('a leaf has no arithmetic');
};

export interface InputAttributes {
  readonly name: string;
  readonly type: Type;
}

export interface ParameterAttributes {
  /** Its number among the program's parameters. */
  readonly index: number;
  readonly shape: readonly number[];
}

/** What a run is given under a name: the batch, a mask, a coefficient of the step. */
export const inputOperation: Operation<InputAttributes> = {
  name: 'input',
  types: ({ type }) => [type],
  exact: given,
};

/** What lives from run to run, each trial its own: weights, moving statistics. */
export const parameterOperation: Operation<ParameterAttributes> = {
  name: 'parameter',
  types: ({ shape }) => [{ shape, batched: false }],
  exact: given,
};

/** One number. */
export const constantOperation: Operation<{ readonly value: number }> = {
  name: 'constant',
  types: () => [{ shape: [], batched: false }],
  exact: ({ value }) => [Float64Array.of(value)],
};

export const input = (name: string, type: Type): Value => apply(inputOperation, { name, type }, [])[0]!;
export const parameter = (index: number, shape: readonly number[]): Value =>
  apply(parameterOperation, { index, shape }, [])[0]!;
export const constant = (value: number): Value => apply(constantOperation, { value }, [])[0]!;

/** 1 / the number of examples of the run: what a mean over the batch is multiplied by. */
export const SHARE = 'share';
export const share = (): Value => input(SHARE, { shape: [], batched: false });
