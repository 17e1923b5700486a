import type { PictureShape } from './decode.ts';
import { loadSharp } from './sharp.ts';

/**
 * Stores values as an image file: PNG, which keeps each of them, or with `quality` (1 to 100) JPEG. Throws
 * DATASET_UNSUPPORTED where sharp is not installed.
 */
export async function pictureEncoder(
  { height, width, channels }: PictureShape,
  quality?: number,
): Promise<(values: Uint8Array) => Promise<Uint8Array>> {
  const sharp = await loadSharp();
  const raw = { height, width, channels: channels as 1 | 3 };
  return (values) => {
    const picture = sharp(values, { raw }).toColourspace(channels === 1 ? 'b-w' : 'srgb');
    return (quality === undefined ? picture.png() : picture.jpeg({ quality })).toBuffer();
  };
}
