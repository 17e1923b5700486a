import { z } from 'zod';
import { INITIALIZER_CHOICES, INITIALIZER_DEFAULTS, INITIALIZER_NAMES } from '../../engines/initializers.ts';
import { exactlyOne } from './rules.ts';

/**
 * A trial's key in the ledger, a subject of NATS, begins with it: no "." at its beginning, and no two in a
 * row.
 */
export const armName = z
  .string()
  .max(48)
  .regex(
    /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$/,
    'must be 1 to 48 letters, digits, "_", "-" or ".", with no "." at its beginning and no two in a row',
  )
  .describe('The name of this arm everywhere: in trial keys, metrics and the report.');

const parametersOf = (name: (typeof INITIALIZER_NAMES)[number]) =>
  z
    .strictObject({
      ...Object.fromEntries(
        Object.entries(INITIALIZER_DEFAULTS[name]).map(([parameter, { min }]) => [
          parameter,
          (min === undefined ? z.number() : z.number().min(min)).optional(),
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(INITIALIZER_CHOICES[name] ?? {}).map(([parameter, words]) => [
          parameter,
          z.enum(words).optional(),
        ]),
      ),
    })
    .optional();

/** A weight initializer: its name in Keras, or an object with parameters and a name of its own. */
export const initializer = z.union([
  z.enum(INITIALIZER_NAMES),
  exactlyOne(
    z.strictObject({
      ...(Object.fromEntries(INITIALIZER_NAMES.map((name) => [name, parametersOf(name)])) as Record<
        (typeof INITIALIZER_NAMES)[number],
        ReturnType<typeof parametersOf>
      >),
      as: armName.optional(),
    }),
    INITIALIZER_NAMES,
  ),
]);

/**
 * What the type of a custom resource cannot say of an initializer: each with its parameters. For `kubectl
 * explain`.
 */
export const INITIALIZERS_EXPLAINED = `Each is a name, or an object that has it as its one key with its parameters, { random_normal: { mean: 0, stddev: 1 } }, and beside it "as", a name of its own. There are: ${INITIALIZER_NAMES.map(
  (name) => {
    const parameters = [
      ...Object.keys(INITIALIZER_DEFAULTS[name]),
      ...Object.entries(INITIALIZER_CHOICES[name] ?? {}).map(
        ([key, words]) => `${key} (${words.join(', ')})`,
      ),
    ];
    return parameters.length === 0 ? name : `${name} { ${parameters.join(', ')} }`;
  },
).join('; ')}.`;

/** The seven initializers that the first study compares. */
export const SEED_INITIALIZERS: z.input<typeof initializer>[] = [
  'zeros',
  'glorot_normal',
  'he_normal',
  { random_normal: { mean: 0, stddev: 1 } },
  'glorot_uniform',
  'he_uniform',
  { random_uniform: { min: 0, max: 1 } },
];
