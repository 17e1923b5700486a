import { z } from 'zod';
import { armName } from './initializers.ts';

/**
 * A level of a factor: a value, or an object with one field (`{ adam: {} }`), or with several and a name of
 * its own.
 */
export const varyLevel = z
  .union([
    z.number(),
    z.boolean(),
    z.string().regex(/^[A-Za-z0-9_.-]{1,48}$/, 'must be 1 to 48 letters, digits, "_", "-" or "."'),
    z
      .record(z.string(), z.unknown())
      .refine(
        ({ as, ...fields }) =>
          Object.keys(fields).length === 1 || (as !== undefined && Object.keys(fields).length > 1),
        'must have exactly one field, or several and as: its name',
      )
      .refine(
        ({ as }) => as === undefined || armName.safeParse(as).success,
        'as must be 1 to 48 letters, digits, "_", "-" or ".", with no "." at its beginning and no two in a row',
      ),
  ])
  .meta({ ofAnyType: true });
export type VaryLevel = z.output<typeof varyLevel>;
