import type { Shape } from './shape.ts';

/** What a parameter is for; it decides its first value, and who may change it. */
export type Role = 'kernel' | 'bias' | 'gamma' | 'beta' | 'movingMean' | 'movingVariance';

/** An array of numbers that a layer keeps from step to step. */
export interface ParameterSpec {
  /** Its name within the layer, as in Keras: `kernel`, `depthwiseKernel`, `gamma`. */
  readonly name: string;
  readonly role: Role;
  /** Keras's layout: [height, width, in, out] for a convolution's kernel, [in, out] for a dense layer's. */
  readonly shape: Shape;
  /** Of a kernel: as Keras counts them. */
  readonly fanIn?: number;
  readonly fanOut?: number;
}

/** Whether the gradient changes it: a moving statistic is set by the layer itself. Pure. */
export const isTrainable = ({ role }: Pick<ParameterSpec, 'role'>): boolean =>
  role !== 'movingMean' && role !== 'movingVariance';

/**
 * What every value of a parameter is at the start; undefined for a kernel, which an initializer draws. Pure.
 */
export function firstValue({ role }: Pick<ParameterSpec, 'role'>): number | undefined {
  if (role === 'kernel') return undefined;
  return role === 'gamma' || role === 'movingVariance' ? 1 : 0;
}

/**
 * A kernel of this shape, with its fans as Keras counts them: a convolution's cover the receptive field.
 * Pure.
 */
export function kernelOf(shape: Shape, name = 'kernel'): ParameterSpec {
  const field = shape.slice(0, -2).reduce((total, size) => total * size, 1);
  return { name, role: 'kernel', shape, fanIn: field * shape.at(-2)!, fanOut: field * shape.at(-1)! };
}

/** A bias for so many units. Pure. */
export const biasOf = (units: number): ParameterSpec => ({ name: 'bias', role: 'bias', shape: [units] });
