import { FanoutError } from '../../../proto/errors.ts';
import { type Fit, LARGEST_PICTURE, pictureDecoder } from '../../picture/decode.ts';
import { pictureEncoder } from '../../picture/encode.ts';
import { inOrder, picturesAtOnce } from '../../picture/in-order.ts';
import { readRegular } from '../../regular-file.ts';
import type { PackSource } from '../source.ts';
import { decodeAll, refusalOf } from './damaged.ts';
import type { LabelledFiles } from './scan.ts';
import { unreadable } from './unreadable.ts';
import { usable } from './usable.ts';

/** What becomes of the images of a folder. */
export interface Rendering {
  /** In pixels; absent: they all have one size, and keep it. */
  readonly resize?: { readonly width: number; readonly height: number; readonly fit: Fit };
  /** 1 grey, 3 colour; absent: grey if all of them are. */
  readonly channels?: 1 | 3;
  /**
   * Stores JPEG of this quality, 1 to 100; absent: files are kept as they are, or stored as PNG where they
   * are resized.
   */
  readonly quality?: number;
}

/**
 * Images as a source to pack; in memory are their paths, and as many images as are decoded at once. Those
 * that cannot be used are named together, or left out with `skipDamaged`, which decodes each image once more.
 * Throws DATASET_*.
 */
export async function folderSource(
  files: LabelledFiles,
  rendering: Rendering,
  skipDamaged = false,
): Promise<PackSource> {
  const { resize, channels, quality } = rendering;
  const { kept, skipped, survey } = await usable(files, resize !== undefined, skipDamaged);
  const { paths, y } = kept;
  const { width, height } = resize ?? survey;
  const shape = { height, width, channels: channels ?? (survey.grey ? 1 : 3) };
  const decode = await pictureDecoder(shape, resize?.fit);
  const encode = await pictureEncoder(shape, quality);
  const read = async (position: number) => {
    const path = paths[position]!;
    const file = await readRegular(path, LARGEST_PICTURE).catch((error: NodeJS.ErrnoException) => {
      throw unreadable(path, error);
    });
    // Decoded also where it is stored as it is: what cannot be trained on is not to be packed.
    return { file, values: await decode(file, path) };
  };
  const asTheyAre = resize === undefined && quality === undefined;
  return {
    shape: [height, width, shape.channels],
    dtype: 'uint8',
    classes: files.classNames.length,
    classNames: [...files.classNames],
    ...(skipped.length > 0 ? { skipped: [...skipped] } : {}),
    y,
    values: (order) => sound(paths, order, async (position) => (await read(position)).values),
    files: (order) =>
      sound(paths, order, async (position) => {
        const { file, values } = await read(position);
        return asTheyAre ? file : encode(values);
      }),
  };
}

/**
 * Does `work` for each position; where an image fails, all that would are named. Reading and decoding take
 * turns.
 */
async function* sound(
  paths: readonly string[],
  order: Iterable<number>,
  work: (position: number) => Promise<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    // One more than is decoded at once.
    yield* inOrder(order, picturesAtOnce() + 1, work);
  } catch (error) {
    if (!(error instanceof FanoutError) || !error.code.startsWith('DATASET_')) throw error;
    const damaged = await decodeAll(paths);
    throw damaged.length > 0 ? refusalOf(damaged) : error;
  }
}
