import type { Activation } from '../../network.ts';

/** Every unit sums over all features. `softmax` stands only on the last layer. */
export type Dense = {
  readonly kind: 'dense';
  readonly units: number;
  readonly activation: Activation;
  /** Absent: there is one. */
  readonly bias?: false;
};
