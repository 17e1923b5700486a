/** What a backend runs of a program in the intermediate form. */
import type { Role } from '../../layers/parameter.ts';
import { type Shape, volume } from '../../layers/shape.ts';
import type { Value } from '../form.ts';

/** An array of numbers that each trial keeps. */
export interface FormParameter {
  /** The layer that it belongs to. */
  readonly layer: string;
  readonly name: string;
  /**
   * `sum`: of the gradients of earlier batches, where a step has several; `state`: what the optimizer keeps
   * beside the weights (`direction.ts`). Both start at 0.
   */
  readonly role: Role | 'sum' | 'state';
  readonly shape: Shape;
}

/** A random mask, a batched input of a training step (`masks.ts`). */
export interface MaskSpec {
  /** The name of the input, and of the layer. */
  readonly name: string;
  readonly shape: Shape;
  /** The share of zeros; the others are 1 / (1 − rate). */
  readonly rate: number;
}

/** A parameter that is trained, and its gradient of a batch's mean loss. */
export interface Trained {
  readonly parameter: number;
  readonly value: Value;
  readonly gradient: Value;
  readonly role: FormParameter['role'];
}

/** What the optimizer does with a parameter, once a batch's gradients are known. */
export interface Update {
  /** The number of the parameter. */
  readonly parameter: number;
  readonly gradient: Value;
  /** Whether the parameter is multiplied by the step's `keep` first (decoupled decay, `keepOf`). */
  readonly decayed: boolean;
}

/** What a training batch does, every trial for itself: everything is read before anything is written. */
export interface Step {
  /** The mean loss of the batch: a number. */
  readonly loss: Value;
  readonly updates: readonly Update[];
  readonly assignments: readonly { readonly parameter: number; readonly value: Value }[];
}

/** What `inspect` wants of one layer with a kernel. */
export interface InspectedLayer {
  readonly name: string;
  /** Behind its activation (of the last layer: before softmax), of an image at every third row and column. */
  readonly values: Value;
  /** Of the layer's parameters that are trained, without decay and clipping. */
  readonly gradients: readonly Value[];
}

/**
 * A program in the intermediate form. Inputs: `x`, [n, …shape] as the dataset has it; `y`, [n, outputs], a
 * distribution over the classes or the targets of a regression (`targets.ts`); `share`, 1 / n; in a training
 * step and an inspection a mask each of `masks` (an inspection: ones).
 */
export interface FormProgram {
  /** First the model's, in the order of `Weights`, then sums of gradients and states of the optimizer. */
  readonly parameters: readonly FormParameter[];
  /** How many of the parameters are the model's. */
  readonly weights: number;
  readonly masks: readonly MaskSpec[];
  /** Length of an example's scores, and of its `y`. */
  readonly outputs: number;
  /** A batch with which the weights are updated. */
  readonly training: Step;
  /** A batch whose gradients are only added up; absent where each batch updates. */
  readonly gathering?: Step;
  /** Loss and scores of each example. */
  readonly evaluation: { readonly losses: Value; readonly scores: Value };
  readonly inspection: readonly InspectedLayer[];
}

/** Lengths of the model's parameters, in the order of `Weights`. Pure. */
export const weightLengths = ({ parameters, weights }: FormProgram): number[] =>
  parameters.slice(0, weights).map(({ shape }) => volume(shape));
