/** Weight initializers by their names in Keras: what each is called, and its parameters. */

/** The initializers that fanout knows, named as in Keras. */
export const INITIALIZER_NAMES = [
  'zeros',
  'ones',
  'constant',
  'random_normal',
  'random_uniform',
  'truncated_normal',
  'glorot_normal',
  'glorot_uniform',
  'he_normal',
  'he_uniform',
  'lecun_normal',
  'lecun_uniform',
  'orthogonal',
  'variance_scaling',
  'identity',
  'delta_orthogonal',
  'fixup',
  'zero_gamma',
  'lsuv',
] as const;
export type InitializerName = (typeof INITIALIZER_NAMES)[number];

/** An initializer with all its parameters. */
export interface Initializer {
  /**
   * What the study calls it: its own name, or one given with `as`. Arms whose initializers are called the
   * same start from the same weights.
   */
  readonly label: string;
  readonly name: InitializerName;
  /**
   * Parameters by Keras's names (`mean`, `stddev`, `value`, `gain`), and `min`/`max` for `random_uniform`.
   */
  readonly parameters: Readonly<Record<string, number>>;
  /** Parameters that are words: `mode` and `distribution` of `variance_scaling`, `kernels` of rules. */
  readonly choices?: Readonly<Record<string, string>>;
}

/**
 * A parameter of an initializer: Keras's default, and the least value that makes sense (none: any finite
 * number).
 */
export interface InitializerParameter {
  readonly default: number;
  readonly min?: number;
}

const ANY = (value: number): InitializerParameter => ({ default: value });
const NOT_NEGATIVE = (value: number): InitializerParameter => ({ default: value, min: 0 });

/** Each initializer's parameters, by the names that a study file uses; the defaults are Keras's. */
export const INITIALIZER_DEFAULTS: Readonly<
  Record<InitializerName, Readonly<Record<string, InitializerParameter>>>
> = {
  zeros: {},
  ones: {},
  constant: { value: ANY(0) },
  random_normal: { mean: ANY(0), stddev: NOT_NEGATIVE(0.05) },
  random_uniform: { min: ANY(-0.05), max: ANY(0.05) },
  truncated_normal: { mean: ANY(0), stddev: NOT_NEGATIVE(0.05) },
  glorot_normal: {},
  glorot_uniform: {},
  he_normal: {},
  he_uniform: {},
  lecun_normal: {},
  lecun_uniform: {},
  orthogonal: { gain: ANY(1) },
  variance_scaling: { scale: NOT_NEGATIVE(1) },
  identity: { gain: ANY(1) },
  delta_orthogonal: { gain: ANY(1) },
  fixup: {},
  zero_gamma: {},
  lsuv: { tolerance: NOT_NEGATIVE(0.1) },
};

/** What draws the kernels that `fixup` and `zero_gamma` have rules for. */
const KERNELS = [
  'he_normal',
  'he_uniform',
  'glorot_normal',
  'glorot_uniform',
  'lecun_normal',
  'lecun_uniform',
] as const;

/** A parameter that is one of some words; the first is the default, where Keras has one Keras's. */
export const INITIALIZER_CHOICES: Readonly<
  Partial<Record<InitializerName, Readonly<Record<string, readonly string[]>>>>
> = {
  variance_scaling: {
    mode: ['fan_in', 'fan_out', 'fan_avg'],
    distribution: ['truncated_normal', 'untruncated_normal', 'uniform'],
  },
  fixup: { kernels: KERNELS },
  zero_gamma: { kernels: KERNELS },
};
