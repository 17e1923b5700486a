import type { InitializerName } from './study.ts';

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
};
