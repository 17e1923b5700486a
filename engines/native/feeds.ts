import type { Optimizer } from '../network.ts';
import { coefficientsOf, definitionOf, programOf } from '../optimizers/registry.ts';
import { coefficientFeed } from './graph/update.ts';
import type { Feed } from './session.ts';

/** One number, as a run of a graph is given it. */
export const scalar = (value: number): Feed => ({ shape: [], values: Float32Array.of(value) });

/**
 * What a run of a graph is given of an optimizer at a step, counted from 1: the coefficients that differ from
 * step to step. `rate`: what the learning rate is multiplied by. Pure.
 */
export function coefficientFeeds(optimizer: Optimizer, step: number, rate: number): Record<string, Feed> {
  const { coefficients } = programOf(optimizer);
  const values = coefficientsOf(optimizer, step, rate);
  return Object.fromEntries(
    definitionOf(optimizer).varying.map((name) => [
      coefficientFeed(name),
      scalar(values[coefficients.indexOf(name)]!),
    ]),
  );
}
