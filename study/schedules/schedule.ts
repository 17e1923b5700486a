import type { z } from 'zod';

/** What a schedule counts in: it moves at each step, or at the beginning of each epoch. */
export type Unit = 'epoch' | 'step';

/** Where a trial stands behind its warm-up, and how long it goes on. A step is a batch. */
export interface Moment {
  /** Steps taken since the warm-up, from 0. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** All steps behind the warm-up. */
  readonly steps: number;
}

/** A rule that a schedule breaks in a run of some length: its setting, and a sentence. */
export interface Misfit {
  readonly setting: string;
  readonly message: string;
}

/**
 * All that there is to say of a schedule of the learning rate. A new one is a file of its own, and a line in
 * `registry.ts`. `Settings` is what its schema makes, with every default filled in.
 */
export interface ScheduleDefinition<Settings = Readonly<Record<string, unknown>>> {
  /** Its name in a study file: `cosine`. */
  readonly kind: string;
  /** What it is, with its source, for the reference of the study file. */
  readonly description: string;
  readonly schema: z.ZodObject;
  /** What the learning rate is multiplied by, in double precision. Pure. */
  factor(settings: Settings, at: Moment): number;
  /** What it does to the learning rate, as what is said of it: `falls along half a cosine to 0`. Pure. */
  words(settings: Settings): string;
  /** What of it never happens in a run of `steps` behind the warm-up. Pure. */
  misfits(settings: Settings, run: Omit<Moment, 'step'>): readonly Misfit[];
}

/** How far a moment is, in a schedule's unit: whole epochs, or steps. Pure. */
export const placeOf = (by: Unit, { step, stepsPerEpoch }: Moment): number =>
  by === 'epoch' ? Math.floor(step / stepsPerEpoch) : step;

/** How long the run goes on behind the warm-up, in a schedule's unit. Pure. */
export const lengthOf = (by: Unit, { steps, stepsPerEpoch }: Omit<Moment, 'step'>): number =>
  by === 'epoch' ? steps / stepsPerEpoch : steps;

/** `1 epoch`, `3 steps`. Pure. */
export const counted = (count: number, unit: Unit): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

/** `each epoch`, `every 3 steps`. Pure. */
export const every = (count: number, unit: Unit): string =>
  count === 1 ? `each ${unit}` : `every ${counted(count, unit)}`;

/** A share of the optimizer's rate: `0`, or `0.1 of itself`. Pure. */
export const shareWords = (share: number): string => (share === 0 ? '0' : `${share} of itself`);

/** How long a schedule takes, and how often it moves: ` over 10 epochs, at each epoch`. Pure. */
export const movingWords = (over: number | undefined, by: Unit): string =>
  `${over === undefined ? '' : ` over ${counted(over, by)}`}, at each ${by}`;

/** What is wrong with a setting that lasts longer than the run. Pure. */
export function tooLong(setting: string, wanted: number, by: Unit, run: Omit<Moment, 'step'>): Misfit[] {
  const length = lengthOf(by, run);
  if (wanted <= length) return [];
  const there = counted(Math.floor(length), by);
  return [{ setting, message: `must fit into the ${there} that the run has for it, found ${wanted}` }];
}
