/**
 * Images become values, always the same way: upright (EXIF), without transparency, 8 bits, as stored (colour
 * profiles are not applied); grey out of colour with Pillow's whole-number formula. docs/datasets.md.
 */

import type { Sharp, SharpOptions } from 'sharp';
import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';
import { formatOf } from './format.ts';
import { loadSharp } from './sharp.ts';

/** [height, width, channels] of an image, channels 1 or 3. */
export interface PictureShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** An image file becomes height × width × channels bytes, row by row. `name` is for messages. */
export type Decode = (file: Uint8Array, name: string) => Promise<Uint8Array>;

/** How an image of another size becomes one of this: stretched, cut, or with black edges. */
export type Fit = 'fill' | 'cover' | 'contain';

/**
 * The largest image that is resized: more than any camera's. A small file can claim to be larger than memory.
 */
export const MOST_PIXELS = 100_000_000;

/** Bytes of an image file: a hundred million pixels, not compressed. */
export const LARGEST_PICTURE = 512 * 2 ** 20;

/** How every image is opened. A damaged one is refused, where others would fill in grey. */
export const OPENED = {
  failOn: 'warning',
  ignoreIcc: true,
  autoOrient: true,
} as const satisfies SharpOptions;

/**
 * Decodes images of one shape; with `fit` also those of others, which are resized (Lanczos).
 * Throws DATASET_CORRUPT, DATASET_UNSUPPORTED, the latter also where sharp is not installed.
 */
export async function pictureDecoder({ height, width, channels }: PictureShape, fit?: Fit): Promise<Decode> {
  const sharp = await loadSharp();
  const limitInputPixels = fit ? MOST_PIXELS : height * width;
  return async (file, name) => {
    formatOf(file, name);
    const open = () => sharp(file, { ...OPENED, limitInputPixels });
    const resized = async (fit: Fit) => {
      const { hasAlpha } = await open().metadata();
      // In one go sharp would resize before it leaves transparency out, and turn the colours below it black.
      const opaque = hasAlpha ? await pixelsOf(open()) : undefined;
      const picture = opaque ? sharp(opaque.data, { raw: opaque.info }) : open();
      return pixelsOf(picture.resize(width, height, { fit }));
    };
    const { data, info } = await (fit ? resized(fit) : pixelsOf(open())).catch((error: Error) => {
      if (fit || !/pixel limit/.test(error.message)) throw undecodable(name, error);
      throw wrong(name, `it must have ${width} × ${height} pixels, and has more`);
    });
    if (info.width !== width || info.height !== height)
      throw wrong(name, `it must have ${width} × ${height} pixels, found ${info.width} × ${info.height}`);
    return channels === 1 ? greyOf(data) : data;
  };
}

/** Decodes an image of any size, and forgets it. Throws as `pictureDecoder` does. */
export async function checkPicture(file: Uint8Array, name: string): Promise<void> {
  const sharp = await loadSharp();
  formatOf(file, name);
  await pixelsOf(sharp(file, { ...OPENED, limitInputPixels: MOST_PIXELS })).catch((error: Error) => {
    throw undecodable(name, error);
  });
}

/** The RGB values of an opened image, 8 bits each. Throws sharp's errors. */
const pixelsOf = (opened: Sharp) =>
  opened.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });

/** Luma of RGB values, as Pillow's convert('L') has it (ITU-R 601-2, 16 bits of fraction). Pure. */
export function greyOf(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let at = 0, from = 0; at < grey.length; at++, from += 3)
    grey[at] = (19595 * rgb[from]! + 38470 * rgb[from + 1]! + 7471 * rgb[from + 2]! + 0x8000) >> 16;
  return grey;
}

/** The error to throw for an image that sharp refuses. */
export function undecodable(name: string, error: Error): FanoutError {
  if (/out of memory|unable to allocate/i.test(error.message)) {
    return new FanoutError('OUT_OF_MEMORY', `no memory to decode the image ${shownText(name)}`, {
      hint: 'give the process more memory, or the study a smaller shuffle buffer (dataset.shards.shuffle)',
      cause: error,
    });
  }
  const said = error.message.split('\n').map((line) => line.trim());
  // That a warning counts as an error says nothing of the image.
  const causes = [...new Set(said)].filter((line) => line !== '' && !/failOn/.test(line)).slice(0, 2);
  const reasons = causes.length > 0 ? causes : ['it is damaged or cut off'];
  return new FanoutError(
    'DATASET_CORRUPT',
    `the image ${shownText(name)} cannot be decoded: ${shownText(reasons.join('; '))}`,
    {
      hint: 'save it anew from its source, or leave it out, and pack the dataset again',
      cause: error,
    },
  );
}

function wrong(name: string, what: string): FanoutError {
  return new FanoutError('DATASET_CORRUPT', `the image ${shownText(name)} is not of this dataset: ${what}`, {
    hint: 'pack the dataset again; index and shards belong together',
  });
}
