/**
 * The arithmetic of an optimizer, declared once as expressions over one weight. The engines derive their code
 * from it: the WebAssembly kernels are generated (`wasm/assembly/build.mjs`), the TensorFlow graph is
 * composed (`native/graph/update.ts`), and the reference of the contract suite evaluates it in double
 * precision.
 */

/**
 * A number in the update of one weight: the weight, its gradient, what the optimizer keeps for it, a
 * coefficient, or a sum of those.
 */
export type Value =
  | { readonly kind: 'read'; readonly from: 'weight' | 'gradient' | 'state1' | 'state2' }
  | { readonly kind: 'coefficient'; readonly name: string }
  | { readonly kind: 'binary'; readonly op: '+' | '-' | '*' | '/'; readonly a: Value; readonly b: Value }
  | { readonly kind: 'sqrt'; readonly a: Value }
  | { readonly kind: 'sign'; readonly a: Value };

/** What an update writes. `state1` and `state2` stand where the program keeps so many states. */
export interface Written {
  readonly weight: Value;
  readonly state1?: Value;
  readonly state2?: Value;
}

/**
 * One way to update a weight. A value that is used twice is the same object in both places: it is computed
 * once.
 */
export interface UpdateProgram {
  readonly name: string;
  /** Numbers kept for each weight from step to step; they start at 0. */
  readonly states: 0 | 1 | 2;
  /**
   * Names of the coefficients, at most `MOST_COEFFICIENTS`: single-precision numbers, the same for all
   * weights of a step.
   */
  readonly coefficients: readonly string[];
  readonly written: Written;
}

/** As many as the kernels take. */
export const MOST_COEFFICIENTS = 8;

export const weight: Value = { kind: 'read', from: 'weight' };
export const gradient: Value = { kind: 'read', from: 'gradient' };
export const state1: Value = { kind: 'read', from: 'state1' };
export const state2: Value = { kind: 'read', from: 'state2' };

export const coefficient = (name: string): Value => ({ kind: 'coefficient', name });
export const add = (a: Value, b: Value): Value => ({ kind: 'binary', op: '+', a, b });
export const subtract = (a: Value, b: Value): Value => ({ kind: 'binary', op: '-', a, b });
export const multiply = (a: Value, b: Value): Value => ({ kind: 'binary', op: '*', a, b });
export const divide = (a: Value, b: Value): Value => ({ kind: 'binary', op: '/', a, b });
export const sqrt = (a: Value): Value => ({ kind: 'sqrt', a });
/** −1, 0 or 1; of a value that is no number, no promise is made. */
export const sign = (a: Value): Value => ({ kind: 'sign', a });
