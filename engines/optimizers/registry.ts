import { FanoutError } from '../../proto/errors.ts';
import type { Optimizer } from '../network.ts';
import { adam } from './adam.ts';
import { adamw } from './adamw.ts';
import type { Direction } from './direction.ts';
import { lamb } from './lamb.ts';
import { lion } from './lion.ts';
import type { OptimizerDefinition, Settings } from './optimizer.ts';
import type { UpdateProgram } from './program.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

/** Every optimizer that a study may name, in the order of the reference. */
export const OPTIMIZERS: readonly OptimizerDefinition[] = [sgd, adam, adamw, rmsprop, lion, lamb];

/** The programs of all optimizers; a program's place is its number in the kernels. */
export const PROGRAMS: readonly UpdateProgram[] = OPTIMIZERS.flatMap(({ programs }) => programs);

/**
 * The definition of a study's optimizer. Throws INTERNAL for one that no file declares: the schema lets none
 * pass. Pure.
 */
export function definitionOf({ kind }: Optimizer): OptimizerDefinition {
  const found = OPTIMIZERS.find((optimizer) => optimizer.kind === kind);
  if (found === undefined)
    throw new FanoutError('INTERNAL', `no optimizer is called ${JSON.stringify(kind)}`);
  return found;
}

function settingsOf({ kind: _, ...settings }: Optimizer): Settings {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, Number(value)]));
}

/** The program that updates the weights for a study's optimizer. Throws INTERNAL for an unknown one. Pure. */
export const programOf = (optimizer: Optimizer): UpdateProgram =>
  definitionOf(optimizer).program(settingsOf(optimizer));

/** What an optimizer makes of whole gradients, if anything. Throws INTERNAL for an unknown one. Pure. */
export const directionOf = (optimizer: Optimizer): Direction | undefined =>
  definitionOf(optimizer).direction?.(settingsOf(optimizer));

/** Numbers that an optimizer keeps for each weight. Throws INTERNAL for an unknown one. Pure. */
export const statesOf = (optimizer: Optimizer): number =>
  programOf(optimizer).states + (directionOf(optimizer)?.states ?? 0);

/**
 * The coefficients of a step, counted from 1, in the order of the program's names; the learning rate of the
 * step is `rate` times the optimizer's. Throws INTERNAL for an unknown one. Pure.
 */
export function coefficientsOf(optimizer: Optimizer, step: number, rate = 1): number[] {
  const definition = definitionOf(optimizer);
  const given = settingsOf(optimizer);
  const settings = { ...given, learningRate: given.learningRate! * rate };
  const values = definition.coefficients(settings, step);
  return definition.program(settings).coefficients.map((name) => values[name]!);
}
