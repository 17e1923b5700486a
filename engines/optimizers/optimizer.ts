import type { z } from 'zod';
import type { Direction } from './direction.ts';
import type { UpdateProgram } from './program.ts';

/** An optimizer's settings as a study gives them, with every default filled in; true is 1, false is 0. */
export type Settings = Readonly<Record<string, number>>;

/**
 * All that there is to say of an optimizer. A new one is a file of its own, its test, and a line in
 * `registry.ts`.
 */
export interface OptimizerDefinition {
  /** Its name in a study file: `sgd`. */
  readonly kind: string;
  /** What it is, with its source, for the reference of the study file. */
  readonly description: string;
  /** Settings as a study file may give them: numbers, `learningRate` among them, and switches. */
  readonly schema: z.ZodObject<{
    readonly [setting: string]: z.ZodType<number | boolean | undefined, number | boolean | undefined>;
  }>;
  /** Every program that `program` may choose; the kernels are generated for all of them. */
  readonly programs: readonly UpdateProgram[];
  /** The program for these settings. Pure. */
  program(settings: Settings): UpdateProgram;
  /** Coefficients that differ from step to step; the others are part of a graph. */
  readonly varying: readonly string[];
  /**
   * The coefficients of a step, counted from 1, in double precision; engines round them to single.
   * `learningRate` is the settings' own times what the schedule says of the step. Pure.
   */
  coefficients(settings: Settings, step: number): Readonly<Record<string, number>>;
  /**
   * What it makes of whole gradients before the program has them; absent: nothing. With it a network takes
   * the intermediate form. Pure.
   */
  direction?(settings: Settings): Direction;
}
