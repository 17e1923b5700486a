/** The images below a folder, and their classes: as folders name them, or as a table does. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { unpackable } from '../pack.ts';
import { unreadable } from './unreadable.ts';

/** Images with their classes. */
export interface LabelledFiles {
  /** Paths from the working directory, or absolute. */
  readonly paths: readonly string[];
  readonly y: Int32Array;
  readonly classNames: readonly string[];
  /** Files that are no images, which were left out. */
  readonly passedOver: readonly string[];
  /** Images of the folder that a table does not name, which were left out. */
  readonly unnamed: readonly string[];
}

const IMAGES = new Set(['.jpg', '.jpeg', '.png']);
/** Images of other kinds: left out in silence, a class would lose some of its examples. */
const FOREIGN = new Set('.avif .bmp .gif .heic .heif .jfif .jp2 .jxl .tif .tiff .webp'.split(' '));

/** Folders that systems and servers of files make beside those of their users. */
const SYSTEM = new Set([
  '@eaDir',
  '#recycle',
  '#snapshot',
  '__MACOSX',
  '$RECYCLE.BIN',
  'System Volume Information',
  'lost+found',
]);
/** Names of the parts that a dataset is split into for training and its checks. */
const SPLIT = /^(train(ing)?|val(id(ation)?)?|dev|test(ing)?|eval(uation)?|holdout)$/i;

/** By code units, so that the order is the same on every machine. Pure. */
const ascending = (names: Iterable<string>) => [...names].sort();

/**
 * A folder of class folders, as torchvision's ImageFolder has it: each class is a folder, in the order of their names, and has the images
 * in it and below. What begins with a dot is hidden, and no part of it. Links are followed.
 * Throws DATASET_MISSING, DATASET_UNSUPPORTED.
 */
export async function scanClassFolders(folder: string): Promise<LabelledFiles> {
  const found = await entriesOf(folder);
  const beside = found.files.find(isImage);
  if (beside) {
    throw unpackable(
      `${beside} lies beside the class folders, and so has no class`,
      'put each image into the folder of its class, or give --labels FILE.csv with the columns file and class',
    );
  }
  const classNames = ascending(found.folders.keys());
  await refuseSplits(folder, found.folders);
  if (classNames.length < 2) {
    throw unpackable(
      `${folder} must have a folder for each class, at least 2, found ${classNames.length === 0 ? 'none' : `only ${classNames[0]}`}`,
      'for example: animals/cats/1.jpg, animals/dogs/2.jpg; or give --labels FILE.csv',
    );
  }
  const paths: string[] = [];
  const classes: number[] = [];
  const passedOver = [...found.files];
  for (const [index, name] of classNames.entries()) {
    const before = paths.length;
    for await (const path of filesBelow(found.folders.get(name)!, [await realpath(folder)])) {
      if (isImage(path)) paths.push(path);
      else passedOver.push(path);
    }
    if (paths.length === before) {
      throw unpackable(
        `the class ${name} has no image: there is no .jpg, .jpeg or .png in ${found.folders.get(name)}`,
        'add its images, or take the folder away',
      );
    }
    for (let at = before; at < paths.length; at++) classes.push(index);
  }
  return { paths, y: Int32Array.from(classes), classNames, passedOver, unnamed: [] };
}

/** Folders like train and test with the same folders in each are no classes. Throws DATASET_UNSUPPORTED. */
async function refuseSplits(folder: string, folders: ReadonlyMap<string, string>): Promise<void> {
  const names = ascending(folders.keys());
  if (names.length < 2 || !names.every((name) => SPLIT.test(name))) return;
  const inner = await Promise.all(names.map(async (name) => (await entriesOf(folders.get(name)!)).folders));
  const shared = ascending(inner[0]!.keys()).filter((name) => inner.every((each) => each.has(name)));
  if (shared.length === 0) return;
  throw unpackable(
    `${folder} is split into ${names.join(', ')}, each with the folders ${shared.join(', ')}: those are the classes`,
    `fanout makes its own folds: pack one part, ${folders.get(names.find((name) => /^train/i.test(name)) ?? names[0]!)}, or put all images of a class into one folder`,
  );
}

/** Whether a file is an image, by its ending. Pure. Throws DATASET_UNSUPPORTED for images that are not read. */
function isImage(path: string): boolean {
  const ending = endingOf(path);
  if (!FOREIGN.has(ending)) return IMAGES.has(ending);
  throw unpackable(`${path} is neither JPEG nor PNG`, 'convert it, or take it away');
}

/**
 * The images below a folder, of whatever kind, that are not among `named`. What is hidden is no part of it; links to folders are not
 * followed, and what cannot be looked into is passed over: nobody asks for any of it.
 */
export async function imagesBeside(folder: string, named: ReadonlySet<string>): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || SYSTEM.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await imagesBeside(path, named)));
    else if ((IMAGES.has(endingOf(path)) || FOREIGN.has(endingOf(path))) && !named.has(path))
      found.push(path);
  }
  return found;
}

async function* filesBelow(folder: string, above: readonly string[]): AsyncGenerator<string> {
  const here = await realpath(folder);
  if (above.includes(here))
    throw unpackable(`${folder} is a link to a folder that it lies in`, 'take the link away');
  const { files, folders } = await entriesOf(folder);
  yield* files;
  for (const name of ascending(folders.keys())) yield* filesBelow(folders.get(name)!, [...above, here]);
}

async function entriesOf(folder: string): Promise<{ files: string[]; folders: Map<string, string> }> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(folder, error);
  });
  const files: string[] = [];
  const folders = new Map<string, string>();
  for (const name of ascending(names)) {
    if (name.startsWith('.') || SYSTEM.has(name)) continue;
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

const endingOf = (path: string) => extname(path).toLowerCase();
