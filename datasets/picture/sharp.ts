/**
 * The library that decodes images, loaded when the first image is: most studies have none.
 * docs/decisions/0015.
 */
import type Sharp from 'sharp';
import { FanoutError } from '../../proto/errors.ts';

export type SharpModule = typeof Sharp;

let loaded: Promise<SharpModule> | undefined;

/**
 * sharp, set up to share the machine with training: one thread for each image, nothing kept. Throws
 * DATASET_UNSUPPORTED where it is not installed.
 */
export function loadSharp(): Promise<SharpModule> {
  loaded ??= importSharp(() => import('sharp'));
  return loaded;
}

/** Loads sharp by `load`; other than `loadSharp` it asks each time. */
export async function importSharp(load: () => Promise<{ default: SharpModule }>): Promise<SharpModule> {
  try {
    const { default: sharp } = await load();
    sharp.concurrency(1);
    sharp.cache(false);
    // Nothing else is ever decoded: what reads SVG, GIF, TIFF and a dozen more formats stays shut, whatever
    // it is handed.
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng'] });
    return sharp;
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new FanoutError(
      'DATASET_UNSUPPORTED',
      `images cannot be read here, since sharp does not load on ${process.platform}-${process.arch}: ${reason}`,
      {
        hint: 'install fanout with its optional packages (npm ci without --omit=optional), or pack the dataset with --layout npy on another machine',
        cause: error,
      },
    );
  }
}
