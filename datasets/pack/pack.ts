/**
 * Shards are made in a directory beside the one that is asked for, which gets its name when all of it is
 * there.
 */

import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';
import { sha256 } from '../checksum.ts';
import { makeDirectory } from '../make-directory.ts';
import { npyHead } from '../npy.ts';
import { NumpyRandom } from '../numpy-random.ts';
import { type IndexedFile, indexText, parseIndex, type ShardIndex } from '../shards/index-file.ts';
import { whyUnwritten } from '../why-unwritten.ts';
import { ChecksummedFile } from './checksummed-file.ts';

/** How a dataset is to be packed. The same source and options give the same bytes. */
export interface PackOptions {
  readonly out: string;
  readonly name: string;
  readonly licence: string;
  /** Bytes of values (webdataset: of files) that a shard gets; at least one example. */
  readonly shardBytes: number;
  /**
   * Mixes the examples, so that each shard has some of every class; absent: they stay in the source's order.
   */
  readonly shuffleSeed?: number;
  readonly onProgress?: (message: string) => void;
  /** Ends it with INTERRUPTED, as if it had not begun. */
  readonly signal?: AbortSignal;
}

/** What was made. */
export interface Packed {
  readonly index: Omit<ShardIndex, 'format' | 'version'>;
  /** SHA-256 (hex) of the index: a study can pin the dataset by it. */
  readonly sha256: string;
  readonly path: string;
}

/** What is known of a dataset before anything of it is written. */
export type Form = Omit<Packed['index'], 'name' | 'licence' | 'labels' | 'examples' | 'shards'> & {
  /** Class of each example, in the order of the shards. */
  readonly y: Int32Array;
};

export const INDEX_FILE = 'index.json';
const LABELS_FILE = 'labels.npy';
/** In the place of a file that is yet to be written. */
const STAND_IN: IndexedFile = { file: LABELS_FILE, bytes: 1, sha256: '0'.repeat(64) };

/**
 * Makes a dataset with `write`, which fills the directory it is given with shards. What no index may hold is
 * refused before. Throws DATASET_UNSUPPORTED, OUTPUT_UNWRITABLE and what `write` throws.
 */
export async function packInto(
  options: PackOptions,
  { y, ...form }: Form,
  write: (directory: string) => Promise<ShardIndex['shards']>,
): Promise<Packed> {
  if (y.length < 2) throw unpackable(`the source has ${y.length} examples, and must have at least 2`);
  const indexOf = (labels: IndexedFile, shards: ShardIndex['shards']) => ({
    name: options.name,
    ...form,
    examples: y.length,
    licence: options.licence,
    labels,
    shards,
  });
  readable(indexText(indexOf(STAND_IN, [{ ...STAND_IN, examples: y.length }])));
  const out = resolve(options.out);
  const partial = join(dirname(out), `.${basename(out)}.${randomBytes(4).toString('hex')}.partial`);
  try {
    await refuseUsed(out);
    await makeDirectory(partial);
    const shards = await write(partial);
    const index = indexOf(await writeLabels(partial, y), shards);
    const text = indexText(index);
    readable(text);
    await writeFile(join(partial, INDEX_FILE), text);
    await rename(partial, out);
    return { index, sha256: sha256(Buffer.from(text)), path: join(out, INDEX_FILE) };
  } catch (error) {
    if (error instanceof FanoutError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw unwritable(out, whyUnwritten(error));
  } finally {
    // What cannot be taken away was never made: the error before this one tells why.
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The order in which a source's examples are packed. Pure. */
export function packingOrder(examples: number, { shuffleSeed }: PackOptions): Uint32Array {
  const order = Uint32Array.from({ length: examples }, (_, index) => index);
  if (shuffleSeed !== undefined) new NumpyRandom(shuffleSeed).shuffle(order);
  return order;
}

/** `shard-00007.npy`. Pure. */
export const shardName = (index: number, extension: string): string =>
  `shard-${String(index).padStart(5, '0')}.${extension}`;

async function writeLabels(directory: string, y: Int32Array) {
  const file = await ChecksummedFile.create(directory, LABELS_FILE);
  await file.write(npyHead('<i4', [y.length]));
  await file.write(new Uint8Array(y.buffer, y.byteOffset, y.byteLength));
  return file.close();
}

/** An index that no worker could read is not to get its name. Throws DATASET_UNSUPPORTED. */
function readable(text: string): void {
  try {
    parseIndex(text, INDEX_FILE);
  } catch (error) {
    throw unpackable(
      `the source cannot become shards: ${(error as Error).message}`,
      'choose another --name, --licence or --shard-size, or give the source another shape',
    );
  }
}

async function refuseUsed(out: string): Promise<void> {
  const found = await readdir(out).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? [] : Promise.reject(error),
  );
  if (found.length > 0) throw unwritable(out, 'it is there already, and not empty');
}

function unwritable(out: string, why: string): FanoutError {
  return new FanoutError('OUTPUT_UNWRITABLE', `cannot write ${out}: ${why}`, {
    hint: 'choose another directory with --out, or free space',
  });
}

/** The error to throw for a source that cannot become shards. */
export function unpackable(message: string, hint = 'give another source'): FanoutError {
  return new FanoutError('DATASET_UNSUPPORTED', shownText(message), { hint });
}
