import { z } from 'zod';
import { armName } from './initializers.ts';

/** A level of a factor: a value, or an object with one field (`{ adam: {} }`). */
export const varyLevel = z
  .union([
    z.number(),
    z.boolean(),
    z.string().regex(/^[A-Za-z0-9_.-]{1,48}$/, 'must be 1 to 48 letters, digits, "_", "-" or "."'),
    z
      .record(z.string(), z.unknown())
      .refine(
        (value) => Object.keys(value).filter((key) => key !== 'as').length === 1,
        'must have exactly one field, and beside it at most as: its name',
      )
      .refine(
        ({ as }) => as === undefined || armName.safeParse(as).success,
        'as must be 1 to 48 letters, digits, "_", "-" or ".", with no "." at its beginning and no two in a row',
      ),
  ])
  .meta({ ofAnyType: true });
export type VaryLevel = z.output<typeof varyLevel>;
