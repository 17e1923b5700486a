import type { Activation } from '../../network.ts';

/** A convolution over images with stride 1. */
export type Conv2d = {
  readonly kind: 'conv2d';
  readonly filters: number;
  readonly kernel: number;
  readonly padding: 'valid' | 'same';
  readonly activation: Activation;
};
