import { z } from 'zod';
import type { Activation } from '../../network.ts';
import { type NumberOrPair, pairSchema, settled } from '../pair.ts';
import type { WindowSettings } from '../windowed.ts';

/** A convolution over images. What is absent is 1, or for the bias: there is one. */
export type Conv2d = {
  readonly kind: 'conv2d';
  readonly filters: number;
  readonly kernel: NumberOrPair;
  readonly padding: 'valid' | 'same';
  readonly activation: Activation;
  readonly strides?: NumberOrPair;
  readonly dilation?: NumberOrPair;
  readonly groups?: number;
  readonly bias?: false;
};

/** A convolution that the fused kernels of a chain have: square, stride 1, with a bias. */
export type PlainConv2d = Conv2d & { readonly kernel: number };

/** Activations of a layer that is not the last one. */
export const activationSchema = z
  .enum(['linear', 'relu', 'leakyRelu', 'elu', 'selu', 'gelu', 'silu', 'tanh', 'sigmoid', 'softplus'])
  .default('linear');

/** Settings that all convolutions have. */
export const convolutionSettings = {
  kernel: pairSchema(1, 31).describe('Rows and columns: a number for both, or [rows, columns].'),
  padding: z.enum(['valid', 'same']).default('valid'),
  strides: pairSchema(1, 64).default(1).describe('A number for both, or [rows, columns]. Default: 1.'),
  dilation: pairSchema(1, 64).default(1).describe('Distance between the cells of a kernel. Default: 1.'),
  bias: z.boolean().default(true).describe('Default: true.'),
  activation: activationSchema,
};

interface Given {
  readonly kernel: NumberOrPair;
  readonly strides: NumberOrPair;
  readonly dilation: NumberOrPair;
  readonly bias: boolean;
}

/**
 * Settings without those that say what is so anyway: a network is the same, and is called the same, however
 * many of them a file spells out. Pure.
 */
export function withoutDefaults<G extends Given>({ strides, dilation, bias, ...others }: G) {
  const [step, gap] = [settled(strides), settled(dilation)];
  return {
    ...others,
    kernel: settled(others.kernel),
    ...(step === 1 ? {} : { strides: step }),
    ...(gap === 1 ? {} : { dilation: gap }),
    ...(bias ? {} : { bias: false as const }),
  };
}

/** The same, with the number of kernels for each channel. Pure. */
export function withMultiplier<G extends Given & { readonly multiplier: number }>(given: G) {
  const { multiplier, ...others } = given;
  return { ...withoutDefaults(others), ...(multiplier === 1 ? {} : { multiplier }) };
}

/** The windows of a convolution. Pure. */
export const windowsOf = (
  layer: Pick<Conv2d, 'kernel' | 'strides' | 'dilation' | 'padding'>,
): WindowSettings => ({
  size: layer.kernel,
  strides: layer.strides,
  dilation: layer.dilation,
  padding: layer.padding,
});
