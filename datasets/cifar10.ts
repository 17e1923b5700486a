import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { FanoutError } from '../proto/errors.ts';
import { cacheDirectory } from './cache-directory.ts';
import { contentChecksum } from './checksum.ts';
import type { Dataset } from './dataset.ts';
import { type FetchOptions, fetchFile, type RemoteFile } from './fetch.ts';
import { TarError } from './tar/header.ts';
import { tarMembers } from './tar/members.ts';
import { memorySource } from './tar/source.ts';

/** Facts of the training set. */
export const CIFAR10_FACTS = { examples: 50_000, shape: [32, 32, 3], classes: 10 } as const;

/**
 * The binary version (Krizhevsky 2009). Its author publishes the size and the MD5
 * c32a1d4ab5d03f1284b67883e8d87530 at https://www.cs.toronto.edu/~kriz/cifar.html; the SHA-256 is that of the
 * file with this MD5, as TensorFlow Datasets has it. The third source is the copy of Swift for TensorFlow.
 */
export const CIFAR10_FILE: RemoteFile = {
  name: 'cifar-10-binary.tar.gz',
  urls: [
    'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
    'https://cave.cs.toronto.edu/kriz/cifar-10-binary.tar.gz',
    'https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/cifar-10-binary.tar.gz',
  ],
  bytes: 170_052_171,
  sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
};

const [HEIGHT, WIDTH, CHANNELS] = CIFAR10_FACTS.shape;
const PIXELS = HEIGHT * WIDTH;
/** A record: the class, then all of red, green and blue, each row by row. */
const RECORD = 1 + CHANNELS * PIXELS;
/** More than the archive has: two times 60,000 records. */
const MOST_UNPACKED = 2 * 60_000 * RECORD;

const unzip = promisify(gunzip);

/** The first `examples` of CIFAR-10's 50,000 training images; fetched on first use. Throws DATASET_*. */
export async function loadCifar10(
  examples: number | undefined,
  options: FetchOptions & { readonly file?: RemoteFile; readonly cache?: string } = {},
): Promise<Dataset> {
  const file = options.file ?? CIFAR10_FILE;
  const path = join(options.cache ?? cacheDirectory(), 'cifar10', file.name);
  await fetchFile(file, path, options);
  const records = await trainingRecords(await readFile(path), file.name);
  const kept = Math.min(examples ?? records.length, records.length);
  const x = new Uint8Array(kept * CHANNELS * PIXELS);
  const y = new Uint8Array(kept);
  for (const [index, record] of records.slice(0, kept).entries()) {
    y[index] = record[0]!;
    if (record[0]! >= CIFAR10_FACTS.classes)
      throw corrupt(file.name, `its labels must be 0 to 9, found ${record[0]} at ${index}`);
    channelsLast(record.subarray(1), x, index * CHANNELS * PIXELS);
  }
  const about = { name: 'cifar10', licence: 'of its authors: cite Krizhevsky 2009', scale: 1 / 255 };
  return { ...about, ...CIFAR10_FACTS, examples: kept, x, y, sha256: contentChecksum(x, y) };
}

/** The records of `data_batch_1.bin` … `data_batch_5.bin`, in that order; views. */
async function trainingRecords(bytes: Uint8Array, name: string): Promise<Uint8Array[]> {
  const archive = await unzip(bytes, { maxOutputLength: MOST_UNPACKED }).catch((error: Error) => {
    throw corrupt(name, `it is not a whole gzip file: ${error.message}`);
  });
  const batches = new Map<number, Uint8Array>();
  try {
    for await (const { path, kind, offset, size } of tarMembers(memorySource(archive))) {
      const batch = /(?:^|\/)data_batch_([1-5])\.bin$/.exec(path)?.[1];
      if (batch !== undefined && kind === 'file')
        batches.set(Number(batch), archive.subarray(offset, offset + size));
    }
  } catch (error) {
    throw error instanceof TarError ? corrupt(name, error.message) : error;
  }
  return [1, 2, 3, 4, 5].flatMap((number) => {
    const batch = batches.get(number);
    if (!batch) throw corrupt(name, `it has no data_batch_${number}.bin`);
    if (batch.length % RECORD !== 0)
      throw corrupt(name, `data_batch_${number}.bin must have records of ${RECORD} bytes`);
    return Array.from({ length: batch.length / RECORD }, (_, index) =>
      batch.subarray(index * RECORD, (index + 1) * RECORD),
    );
  });
}

/** Red, green and blue of each pixel beside each other. */
function channelsLast(planes: Uint8Array, target: Uint8Array, at: number): void {
  for (let channel = 0; channel < CHANNELS; channel++)
    for (let pixel = 0; pixel < PIXELS; pixel++)
      target[at + pixel * CHANNELS + channel] = planes[channel * PIXELS + pixel]!;
}

function corrupt(name: string, what: string): FanoutError {
  return new FanoutError('DATASET_CORRUPT', `${name} is not CIFAR-10: ${what}`, {
    hint: 'remove the file from the cache (FANOUT_CACHE), and run again',
  });
}
