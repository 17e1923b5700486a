/**
 * The index of a dataset in shards: what it holds, and of every file the size and the SHA-256.
 * docs/datasets.md specifies it.
 */

import { z } from 'zod';
import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';

export const INDEX_FORMAT = 'fanout-shards';
export const INDEX_VERSION = 1;

/** Bytes of an index: it has about a hundred for each shard; what is larger is something else. */
export const LARGEST_INDEX = 256 * 2 ** 20;

/** The most shards that a dataset may have. */
export const MOST_SHARDS = 1_000_000;

const count = (least: number) => z.int().min(least);

/** Half of a surrogate pair is in no path and no URL. */
const wellFormed = (text: string) => !/\p{Surrogate}/u.test(text);

const file = {
  file: z.string().min(1).max(4096).refine(wellFormed, 'must be Unicode text'),
  bytes: count(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'),
};

const shardIndex = z.strictObject({
  format: z.literal(INDEX_FORMAT),
  version: z.literal(INDEX_VERSION),
  name: z.string().min(1).max(63),
  layout: z.enum(['npy', 'webdataset']),
  shape: z.array(count(1).max(65_536)).min(1).max(3),
  dtype: z.enum(['uint8', 'float32']),
  classes: count(1).max(65_536),
  classNames: z.array(z.string()).optional(),
  skipped: z.array(z.string().refine(wellFormed, 'must be Unicode text')).min(1).optional(),
  examples: count(2).max(2 ** 32 - 1),
  licence: z.string().max(1000),
  labels: z.strictObject(file),
  shards: z
    .array(z.strictObject({ ...file, examples: count(1) }))
    .min(1)
    .max(MOST_SHARDS),
});

/** An index as it stands in its file. */
export type ShardIndex = Readonly<z.output<typeof shardIndex>>;
/** A file that an index names. */
export type IndexedFile = ShardIndex['labels'];

/** Reads an index; `source` names it in messages. Pure. Throws DATASET_CORRUPT, DATASET_UNSUPPORTED. */
export function parseIndex(text: string, source: string): ShardIndex {
  const value = json(text, source);
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown };
  if (format !== INDEX_FORMAT)
    throw corrupt(
      source,
      `format must be "${INDEX_FORMAT}", found ${format === undefined ? 'none' : 'another'}`,
    );
  if (version !== INDEX_VERSION) {
    throw new FanoutError(
      'DATASET_UNSUPPORTED',
      `${source} has ${typeof version === 'number' ? `version ${version}` : 'no version'}; this fanout reads version ${INDEX_VERSION}`,
      { hint: 'pack the dataset again, or use the version of fanout that made it' },
    );
  }
  const parsed = shardIndex.safeParse(value, { reportInput: true });
  if (!parsed.success) {
    const { path, message, input } = parsed.error.issues[0]!;
    throw corrupt(source, `${path.map(String).join('.') || 'the document'}: ${message}${found(input)}`);
  }
  const index = parsed.data;
  const total = index.shards.reduce((sum, shard) => sum + shard.examples, 0);
  if (total !== index.examples)
    throw corrupt(source, `examples is ${index.examples}, its shards have ${total} together`);
  if (index.layout === 'webdataset' && !ofImages(index))
    throw corrupt(
      source,
      `layout webdataset holds images: dtype uint8, shape [height, width, 1 or 3], found ${index.dtype} of ${index.shape.join(' × ')}`,
    );
  if (index.classNames && index.classNames.length !== index.classes)
    throw corrupt(source, `classNames has ${index.classNames.length} names for ${index.classes} classes`);
  return index;
}

/** An index as a file's text. Pure: the same index gives the same bytes. */
export function indexText(index: Omit<ShardIndex, 'format' | 'version'>): string {
  const { shards, ...rest } = index;
  const head = JSON.stringify({ format: INDEX_FORMAT, version: INDEX_VERSION, ...rest }, null, 2);
  // A line for each shard: easy to read, and to compare.
  const lines = shards.map((shard) => `    ${JSON.stringify(shard)}`).join(',\n');
  return `${head.slice(0, -2)},\n  "shards": [\n${lines}\n  ]\n}\n`;
}

/** What stands where a rule is broken, as far as a line has room for it. */
function found(input: unknown): string {
  if (typeof input === 'number') return `, found ${input}`;
  if (typeof input === 'string') return `, found ${input.length} characters`;
  return Array.isArray(input) ? `, found ${input.length}` : '';
}

function ofImages({ dtype, shape }: ShardIndex): boolean {
  return dtype === 'uint8' && shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
}

function json(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not the parser's words: they show what stands in the file, which may be any file of this machine.
    throw corrupt(source, 'it is not JSON');
  }
}

function corrupt(source: string, what: string): FanoutError {
  return new FanoutError('DATASET_CORRUPT', `${source} is not a sound index: ${shownText(what)}`, {
    hint: 'copy it again, or make it anew with: fanout dataset pack',
  });
}
