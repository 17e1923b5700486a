/** Small images for tests, made on the spot: of each, all values follow from its number. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { sha256 } from '../../datasets/checksum.ts';
import { npyHead } from '../../datasets/npy.ts';
import { INDEX_FILE } from '../../datasets/pack/pack.ts';
import { indexText } from '../../datasets/shards/index-file.ts';

export interface PictureForm {
  readonly width?: number;
  readonly height?: number;
  readonly channels?: 1 | 3;
}

/** Values of image `number`: its first pixel is its number. */
export function pictureValues(
  number: number,
  { width = 4, height = 3, channels = 1 }: PictureForm = {},
): Uint8Array {
  return Uint8Array.from(
    { length: width * height * channels },
    (_, at) => (number + Math.floor(at / channels) * 7) % 256,
  );
}

/** Image `number` as a file; JPEG is lossy. */
export function pictureFile(
  number: number,
  form: PictureForm = {},
  format: 'png' | 'jpeg' = 'png',
): Promise<Buffer> {
  const { width = 4, height = 3, channels = 1 } = form;
  return sharp(pictureValues(number, form), { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .toFormat(format)
    .toBuffer();
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
  }
}

/**
 * A dataset of tar shards made elsewhere: their bytes, and how many examples each has. Its classes are 0 and
 * 1 in turn. Returns its index.
 */
export function writeTarShards(
  folder: string,
  tars: readonly { readonly bytes: Uint8Array; readonly examples: number }[],
  shape: [number, number, number] = [3, 4, 1],
): string {
  const examples = tars.reduce((sum, tar) => sum + tar.examples, 0);
  const y = Int32Array.from({ length: examples }, (_, index) => index % 2);
  const labels = Buffer.concat([npyHead('<i4', [examples]), Buffer.from(y.buffer)]);
  const described = (file: string, bytes: Uint8Array) => ({
    file,
    bytes: bytes.length,
    sha256: sha256(bytes),
  });
  const shards = tars.map(({ bytes, examples: count }, number) => ({
    ...described(`${number}.tar`, bytes),
    examples: count,
  }));
  const facts = {
    name: 'elsewhere',
    layout: 'webdataset' as const,
    shape,
    dtype: 'uint8' as const,
    classes: 2,
    licence: '',
  };
  writeFiles(folder, {
    [INDEX_FILE]: indexText({ ...facts, examples, labels: described('labels.npy', labels), shards }),
    'labels.npy': labels,
    ...Object.fromEntries(tars.map(({ bytes }, number) => [`${number}.tar`, bytes])),
  });
  return join(folder, INDEX_FILE);
}
