import { formatOf, MAGIC_BYTES, MOST_PIXELS, OPENED, undecodable } from '../../picture/decode.ts';
import { inOrder, picturesAtOnce } from '../../picture/in-order.ts';
import { loadSharp } from '../../picture/sharp.ts';
import { openRegular } from '../../regular-file.ts';
import { unpackable } from '../pack.ts';
import { unreadable } from './unreadable.ts';

/** What the heads of all images have in common. */
export interface Survey {
  /** In pixels, upright; of the first image, which the others are as large as where `sameSize` was asked for. */
  readonly width: number;
  readonly height: number;
  /** Whether no image has colours. */
  readonly grey: boolean;
}

interface Head {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly grey: boolean;
}

/** Looks at the head of each image, without decoding it. Throws DATASET_CORRUPT, DATASET_MISSING, DATASET_UNSUPPORTED. */
export async function survey(
  paths: readonly string[],
  { sameSize }: { readonly sameSize: boolean },
): Promise<Survey> {
  let first: Head | undefined;
  let grey = true;
  for await (const head of inOrder(paths, picturesAtOnce(), headOf)) {
    first ??= head;
    grey &&= head.grey;
    if (sameSize && (head.width !== first.width || head.height !== first.height)) {
      throw unpackable(
        `images must be of one size: ${first.path} has ${first.width} × ${first.height} pixels, ${head.path} ${head.width} × ${head.height}`,
        `give --resize WIDTHxHEIGHT, for example --resize ${first.width}x${first.height}`,
      );
    }
  }
  if (!first) throw unpackable('there are no images');
  return { width: first.width, height: first.height, grey };
}

/** What says of which format an image is, before anything that decodes images sees it. Throws DATASET_MISSING. */
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
