import { importSharp } from '../../datasets/picture/sharp.ts';
import { asFanoutError } from '../../proto/errors.ts';
import { type Check, note, ok } from './check.ts';

/**
 * Whether images can be decoded: only datasets with the layout webdataset, and packing folders, need that.
 */
export async function checkImages(load = () => import('sharp')): Promise<Check> {
  try {
    const { versions } = await importSharp(load);
    return ok('images', `sharp ${versions.sharp}, libvips ${versions.vips}`);
  } catch (thrown) {
    const { message, hint } = asFanoutError(thrown);
    return note('images', message, hint);
  }
}
