import type { FanoutError } from '../../../proto/errors.ts';
import { MOST_PIXELS, OPENED, undecodable } from '../../picture/decode.ts';
import { formatOf, MAGIC_BYTES } from '../../picture/format.ts';
import { inOrder, picturesAtOnce } from '../../picture/in-order.ts';
import { loadSharp } from '../../picture/sharp.ts';
import { openRegular } from '../../regular-file.ts';
import { unpackable } from '../pack.ts';
import { type Damaged, damageOf } from './damaged.ts';
import { unreadable } from './unreadable.ts';

/** What the heads of all images have in common. */
export interface Survey {
  /** In pixels, upright; of the first sound image. */
  readonly width: number;
  readonly height: number;
  /** Whether no sound image has colours. */
  readonly grey: boolean;
}

/** What the heads tell, and the images whose head does not; without any sound one there is no survey. */
export interface Surveyed {
  readonly survey?: Survey;
  readonly damaged: readonly Damaged[];
  /** The error to throw where images have to be of one size, and are not. */
  readonly otherSize?: FanoutError;
}

interface Head {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly grey: boolean;
}

/**
 * Looks at the head of each image, without decoding it. Throws DATASET_UNSUPPORTED where images cannot be
 * read here at all.
 */
export async function survey(paths: readonly string[]): Promise<Surveyed> {
  await loadSharp();
  const damaged: Damaged[] = [];
  let first: Head | undefined;
  let other: Head | undefined;
  let grey = true;
  const look = (path: string) => headOf(path).catch((error: unknown) => damageOf(path, error));
  for await (const head of inOrder(paths, picturesAtOnce(), look)) {
    if ('error' in head) {
      damaged.push(head);
      continue;
    }
    first ??= head;
    grey &&= head.grey;
    if (head.width !== first.width || head.height !== first.height) other ??= head;
  }
  if (!first) return { damaged };
  const { width, height } = first;
  return { survey: { width, height, grey }, damaged, ...(other ? { otherSize: sizesOf(first, other) } : {}) };
}

function sizesOf(first: Head, other: Head): FanoutError {
  return unpackable(
    `images must be of one size: ${first.path} has ${first.width} × ${first.height} pixels, ${other.path} ${other.width} × ${other.height}`,
    `give --resize WIDTHxHEIGHT, for example --resize ${first.width}x${first.height}`,
  );
}

/**
 * What says of which format an image is, before anything that decodes images sees it. Throws DATASET_MISSING.
 */
async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await openRegular(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC_BYTES), 0, MAGIC_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function headOf(path: string): Promise<Head> {
  const sharp = await loadSharp();
  formatOf(await firstBytes(path), path);
  const head = await sharp(path, { ...OPENED, limitInputPixels: MOST_PIXELS })
    .metadata()
    .catch((error: Error) => {
      throw /missing|access|permission/i.test(error.message)
        ? unreadable(path, error)
        : undecodable(path, error);
    });
  if (head.space === 'cmyk') throw unpackable(`${path} has the colours of print (CMYK)`, 'convert it to RGB');
  const { width, height } = head.autoOrient;
  if (width * height > MOST_PIXELS)
    throw unpackable(
      `${path} has ${width} × ${height} pixels, more than ${MOST_PIXELS / 1e6} million`,
      'make it smaller',
    );
  return { path, width, height, grey: head.space === 'b-w' || head.space === 'grey16' };
}
