import type { Activation } from '../network.ts';

/**
 * What each activation that the kernels have is called in `assembly/activation.ts`; softmax is left to the
 * loss.
 */
export const ACTIVATION_NUMBERS: Readonly<Partial<Record<Activation, number>>> = {
  linear: 0,
  relu: 1,
  tanh: 2,
  sigmoid: 3,
  softmax: 0,
};

/** 1 where the kernels that can do relu themselves are to do it. */
export const isRelu = (activation: Activation): number => (activation === 'relu' ? 1 : 0);
