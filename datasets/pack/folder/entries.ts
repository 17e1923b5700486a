/** What a folder of images holds: names as the file system has them, without what no user put there. */
import { isUtf8 } from 'node:buffer';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { unpackable } from '../pack.ts';
import { unreadable } from './unreadable.ts';

/**
 * Endings of images, also of kinds that are not read: left out in silence, a class would lose some of its
 * examples.
 */
const IMAGES = new Set(
  '.jpg .jpeg .png .avif .bmp .gif .heic .heif .jfif .jp2 .jxl .tif .tiff .webp'.split(' '),
);

/** Folders that systems and servers of files make beside those of their users. */
const SYSTEM = new Set([
  '@eaDir',
  '@tmp',
  '@Recycle',
  '@Recently-Snapshot',
  '#recycle',
  '#snapshot',
  '~snapshot',
  '$Recycle.Bin',
  '__MACOSX',
  '$RECYCLE.BIN',
  'System Volume Information',
  'lost+found',
]);

/** Whether a file is an image, by its ending. Pure. */
export const isImage = (path: string) => IMAGES.has(extname(path).toLowerCase());

/** Whether a name is no part of a folder of images: hidden, or a system's. Pure. */
export const isPassedBy = (name: string) => name.startsWith('.') || SYSTEM.has(name);

/** By code units, so that the order is the same on every machine. Pure. */
export const ascending = (names: Iterable<string>) => [...names].sort();

/**
 * Files and folders in a folder, by name; links are followed. Throws DATASET_MISSING, DATASET_UNSUPPORTED.
 */
export async function entriesOf(folder: string): Promise<{ files: string[]; folders: Map<string, string> }> {
  const files: string[] = [];
  const folders = new Map<string, string>();
  for (const name of ascending(await namesIn(folder))) {
    if (isPassedBy(name)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      // It was listed a moment ago.
      if (error.code === 'ENOENT')
        throw unpackable(`${path} is a link that leads nowhere`, 'mend it, or take it away');
      throw unreadable(path, error);
    });
    if (found.isDirectory()) folders.set(name, path);
    else if (found.isFile()) files.push(path);
  }
  return { files, folders };
}

/** Names that are not UTF-8 cannot be opened by what is shown of them. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { encoding: 'buffer' }).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(folder, error);
  });
  const odd = names.filter((name) => !isUtf8(name) && !isPassedBy(name.toString()));
  if (odd.length === 0) return names.map((name) => name.toString());
  const shown = odd.slice(0, 10).map(shownBytesOf).sort().join(', ');
  throw unpackable(
    `${folder} has ${odd.length === 1 ? 'a name that is' : `${odd.length} names that are`} not UTF-8: ${shown}${odd.length > 10 ? ', …' : ''}`,
    'rename them; if they are Latin-1, convmv -f latin1 -t utf8 --notest -r FOLDER does',
  );
}

/** A name with the bytes that are no ASCII as `\xe9`. Pure. */
const shownBytesOf = (name: Buffer) =>
  [...name].map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`)).join('');
