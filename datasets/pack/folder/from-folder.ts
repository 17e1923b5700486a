import { type Fit, LARGEST_PICTURE, pictureDecoder } from '../../picture/decode.ts';
import { pictureEncoder } from '../../picture/encode.ts';
import { inOrder, picturesAtOnce } from '../../picture/in-order.ts';
import { readRegular } from '../../regular-file.ts';
import type { PackSource } from '../source.ts';
import type { LabelledFiles } from './scan.ts';
import { survey } from './survey.ts';
import { unreadable } from './unreadable.ts';

/** What becomes of the images of a folder. */
export interface Rendering {
  /** In pixels; absent: they all have one size, and keep it. */
  readonly resize?: { readonly width: number; readonly height: number; readonly fit: Fit };
  /** 1 grey, 3 colour; absent: grey if all of them are. */
  readonly channels?: 1 | 3;
  /** Stores JPEG of this quality, 1 to 100; absent: files are kept as they are, or stored as PNG where they are resized. */
  readonly quality?: number;
}

/** Images as a source to pack; in memory are their paths, and as many images as are decoded at once. Throws DATASET_*. */
export async function folderSource(
  { paths, y, classNames }: LabelledFiles,
  { resize, channels, quality }: Rendering,
): Promise<PackSource> {
  const found = await survey(paths, { sameSize: resize === undefined });
  const { width, height } = resize ?? found;
  const shape = { height, width, channels: channels ?? (found.grey ? 1 : 3) };
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
    classes: classNames.length,
    classNames: [...classNames],
    y,
    values: (order) => inOrder(order, atOnce(), async (position) => (await read(position)).values),
    files: (order) =>
      inOrder(order, atOnce(), async (position) => {
        const { file, values } = await read(position);
        return asTheyAre ? file : encode(values);
      }),
  };
}

/** Reading and decoding take turns: one more than is decoded at once. */
const atOnce = () => picturesAtOnce() + 1;
