import { gunzipSync } from 'node:zlib';
import { FanoutError } from '../proto/errors.ts';
import { contentChecksum, sha256 } from './checksum.ts';
import type { Dataset } from './dataset.ts';
import { parseIdx } from './idx.ts';

/** Facts of MNIST and of its drop-in replacements. */
export const MNIST_FACTS = { examples: 60_000, shape: [28, 28, 1], classes: 10 } as const;

/**
 * One gzipped file as read, and the SHA-256 that its uncompressed bytes must have; absent: the gzipped ones
 * were checked.
 */
export interface GzippedIdx {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly sha256?: string;
}

/**
 * A dataset of 28 × 28 images from its two gzipped IDX files; keeps the first `examples`. Throws
 * DATASET_CORRUPT. Pure.
 */
export function imagesFromIdx(
  about: { readonly name: string; readonly licence: string },
  images: GzippedIdx,
  labels: GzippedIdx,
  examples: number = MNIST_FACTS.examples,
): Dataset {
  const x = parseIdx(unpack(images), images.name);
  const y = parseIdx(unpack(labels), labels.name);
  if (x.shape.length !== 3 || x.shape[1] !== 28 || x.shape[2] !== 28) {
    throw corrupt(`${images.name} must hold images of 28 × 28, found sizes ${x.shape.join(' × ')}`);
  }
  if (x.shape[0] !== y.shape[0])
    throw corrupt(`${images.name} has ${x.shape[0]} images, ${labels.name} has ${y.shape[0]} labels`);
  const wrong = y.values.findIndex((label) => label >= MNIST_FACTS.classes);
  if (wrong >= 0)
    throw corrupt(`${labels.name} must hold labels from 0 to 9, found ${y.values[wrong]} at ${wrong}`);
  const kept = { x: x.values.slice(0, examples * 28 * 28), y: y.values.slice(0, examples) };
  return {
    ...about,
    ...MNIST_FACTS,
    examples,
    ...kept,
    scale: 1 / 255,
    sha256: contentChecksum(kept.x, kept.y),
  };
}

function unpack({ name, bytes, sha256: expected }: GzippedIdx): Uint8Array {
  let unpacked: Uint8Array;
  try {
    unpacked = gunzipSync(bytes);
  } catch (error) {
    throw corrupt(`${name} is not a whole gzip file: ${(error as Error).message}`);
  }
  const found = expected === undefined ? undefined : sha256(unpacked);
  if (found !== expected)
    throw corrupt(`${name} must have SHA-256 ${expected} when unpacked, found ${found}`);
  return unpacked;
}

function corrupt(message: string): FanoutError {
  return new FanoutError('DATASET_CORRUPT', message, { hint: 'restore the file from its source' });
}
