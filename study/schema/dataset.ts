import { z } from 'zod';
import { NORMALIZE } from '../../datasets/dataset.ts';
import { COLUMN_KINDS, MISSING_CELLS, NAMED_DATASETS } from '../../datasets/spec.ts';
import { onCluster } from './rules.ts';

const NAMES: readonly string[] = NAMED_DATASETS;
const NAMED = `${NAMES.slice(0, -1).join(', ')} or ${NAMES.at(-1)}`;
const OWN_DATASETS = 'npy: { examples: …, labels: … }, csv: FILE, parquet: FILE or shards: { index: … }';

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

const EXAMPLES = 'Path of the examples: uint8 or float32, the first axis counts them.';
const LABELS = 'Path of their classes: 0, 1, 2, …; with task: regression of their targets, float32.';
const path = z.string().min(1);

/** What the files of arrays were called once: YAML 1.1, as kubectl reads it, takes a bare `y` for true. */
export const OLD_NPY_FIELDS = { examples: 'x', labels: 'y' } as const;

const npy = z
  .strictObject({
    examples: path.optional().describe(`${EXAMPLES} Required.`),
    labels: path.optional().describe(`${LABELS} Required.`),
    x: path.optional().describe('The old name of examples.'),
    y: path.optional().describe('The old name of labels.'),
  })
  .superRefine((value, context) => {
    for (const field of ['examples', 'labels'] as const) {
      const old = OLD_NPY_FIELDS[field];
      const problem = (at: string, message: string) =>
        context.addIssue({ code: 'custom', path: [at], message, params: { beside: [field, old] } });
      if (value[field] === undefined && value[old] === undefined) problem(field, 'is required (text)');
      else if (value[field] !== undefined && value[old] !== undefined)
        problem(old, `is the old name of ${field}, and must not stand beside it`);
    }
  })
  .meta(
    onCluster(
      ...(['examples', 'labels'] as const).map(
        (field) =>
          [
            `has(self.${field}) != has(self.${OLD_NPY_FIELDS[field]})`,
            `${field} is required, and its old name ${OLD_NPY_FIELDS[field]} must not stand beside it`,
          ] as const,
      ),
    ),
  );

const columnName = z.string().min(1).max(256);

/** What says which examples, beside a name: one of them at most. */
const SOURCES = ['npy', 'csv', 'parquet', 'shards'] as const;

/** Files that hold a table. */
const TABLES = ['csv', 'parquet'] as const;

/** What says which dataset it is: one of these fields. */
export const DATASET_SOURCES = ['name', ...SOURCES] as const;

/** The format and the path of the table that a dataset names; undefined for another dataset. Pure. */
export function tableFile(
  dataset: { readonly [format in (typeof TABLES)[number]]?: string | undefined } | undefined,
): { readonly format: (typeof TABLES)[number]; readonly path: string } | undefined {
  const format = TABLES.find((each) => dataset?.[each] !== undefined);
  return format && { format, path: dataset![format]! };
}

/** Fields that are about a table alone. */
const OF_TABLES = ['target', 'columns', 'categories', 'missing'] as const;

/** What is trained on. */
export const dataset = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(63)
      .optional()
      .describe(`${NAMED}; with npy, csv, parquet or shards: a name of your own.`),
    npy: npy.optional().describe('A dataset of your own, read into memory.'),
    csv: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe('Path of a table of your own: a line of names, then a line for each example.'),
    parquet: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe('Path of a table of your own in Parquet: flat columns, a row for each example.'),
    shards: shards.optional(),
    target: columnName.optional().describe('Of a table: the column to learn. Required with csv and parquet.'),
    task: z
      .enum(['classification', 'regression'])
      .optional()
      .describe(
        'What the targets are. Default: of a table of numbers regression, of texts classification; of npy classification.',
      ),
    columns: z
      .record(columnName, z.enum(COLUMN_KINDS))
      .optional()
      .describe(
        'Of a table: what columns are, by name. Default: number where all cells are numbers, else category.',
      ),
    categories: z
      .record(columnName, z.array(z.string().max(256)).min(1).max(10_000))
      .optional()
      .describe('Of a table: all texts that a column may have, in the order of their features or classes.'),
    missing: z
      .array(z.string().max(64))
      .max(32)
      .optional()
      .describe(`Of a table: cells that say nothing. Default: empty, ${MISSING_CELLS.slice(1).join(', ')}.`),
    normalize: z
      .enum(['none', ...NORMALIZE])
      .optional()
      .describe(
        'Bring each channel or feature, and targets of a regression, to mean 0 and deviation 1 by the training examples of each fold. Default: none.',
      ),
    examples: z.int().min(2).optional().describe('Keep only the first so many examples.'),
  })
  .superRefine((value, context) => {
    const [first, ...more] = SOURCES.filter((source) => value[source] !== undefined);
    const problem = (path: string[], message: string, beside: readonly string[]) =>
      context.addIssue({ code: 'custom', path, message, params: { beside } });
    for (const source of more) problem([source], `must not stand beside ${first}`, [first!]);
    const table = tableFile(value)?.format;
    if (table !== undefined && table === first && value.target === undefined)
      problem([table], 'needs target beside it: the column to learn', ['target']);
    if (table === undefined)
      for (const field of OF_TABLES)
        if (value[field] !== undefined)
          problem([field], 'is of a table: it needs csv or parquet beside it', TABLES);
    if (value.task !== undefined && table === undefined && first !== 'npy')
      problem(['task'], 'is of a table or of npy files: other datasets have a task of their own', ['npy']);
    // How many examples a program has of its own; a network's data must be named, which is a rule of the
    // whole.
    if (first !== undefined || (value.name === undefined && value.examples !== undefined)) return;
    if (!NAMES.includes(value.name ?? ''))
      problem(
        value.name === undefined ? [] : ['name'],
        `must be ${NAMED}, or come with ${OWN_DATASETS}`,
        SOURCES,
      );
  })
  .meta(
    onCluster(
      [
        `${SOURCES.map((source) => `has(self.${source})`).join(' || ')} || (has(self.name) ? self.name in [${NAMES.map((name) => `'${name}'`).join(', ')}] : has(self.examples))`,
        `name must be ${NAMED}, or come with ${OWN_DATASETS}`,
      ],
      [
        `[${SOURCES.map((source) => `has(self.${source})`).join(', ')}].filter(each, each).size() <= 1`,
        'only one of npy, csv, parquet and shards may stand in a dataset',
      ],
      ...TABLES.map((table): [rule: string, message: string] => [
        `!has(self.${table}) || has(self.target)`,
        `${table} needs target beside it: the column to learn`,
      ]),
    ),
  );
