import { z } from 'zod';
import { NAMED_DATASETS } from '../../datasets/spec.ts';
import { onCluster } from './rules.ts';

const NAMES: readonly string[] = NAMED_DATASETS;
const NAMED = `${NAMES.slice(0, -1).join(', ')} or ${NAMES.at(-1)}`;
const OWN_DATASETS = 'npy: { x: …, y: … } or shards: { index: … }';

const shards = z
  .strictObject({
    index: z
      .string()
      .min(1)
      .max(8192)
      .regex(/^([^:]|:[^/]|:\/[^/])*$|^(https?|s3):\/\//, 'must be a path, an http(s) URL or s3://BUCKET/KEY')
      .describe('Path, http(s) URL or s3://BUCKET/KEY of the index that fanout dataset pack has made.'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits')
      .optional()
      .describe('SHA-256 that the index must have; it pins all of the dataset.'),
    shuffle: z
      .int()
      .min(1)
      .max(2 ** 31 - 1)
      .optional()
      .describe('Examples in the shuffle buffer. Default: as many as fit into 64 MiB.'),
  })
  .describe('A dataset in shards: docs/datasets.md.');

/** What is trained on. */
export const dataset = z
  .strictObject({
    name: z.string().min(1).max(63).optional().describe(`${NAMED}; with npy or shards: a name of your own.`),
    npy: z
      .strictObject({
        x: z.string().min(1).describe('Path of the examples: uint8 or float32, the first axis counts them.'),
        y: z.string().min(1).describe('Path of their classes: 0, 1, 2, …'),
      })
      .optional()
      .describe('A dataset of your own, read into memory.'),
    shards: shards.optional(),
    examples: z.int().min(2).optional().describe('Keep only the first so many examples.'),
  })
  .superRefine((value, context) => {
    const own = value.npy !== undefined || value.shards !== undefined;
    // How many examples a program has of its own; a network's data must be named, which is a rule of the
    // whole.
    if (!own && value.name === undefined && value.examples !== undefined) return;
    if (!own && !NAMES.includes(value.name ?? '')) {
      context.addIssue({
        code: 'custom',
        path: value.name === undefined ? [] : ['name'],
        message: `must be ${NAMED}, or come with ${OWN_DATASETS}`,
        params: { beside: ['npy', 'shards'] },
      });
    }
    if (value.npy !== undefined && value.shards !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['shards'],
        message: 'must not stand beside npy',
        params: { beside: ['npy'] },
      });
  })
  .meta(
    onCluster(
      [
        `has(self.npy) || has(self.shards) || (has(self.name) ? self.name in [${NAMES.map((name) => `'${name}'`).join(', ')}] : has(self.examples))`,
        `name must be ${NAMED}, or come with ${OWN_DATASETS}`,
      ],
      ['!(has(self.npy) && has(self.shards))', 'shards must not stand beside npy'],
    ),
  );
