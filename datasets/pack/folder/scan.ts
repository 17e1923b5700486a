/** The images below a folder, and their classes: as folders name them, or as a table does. */
import { realpath } from 'node:fs/promises';
import { unpackable } from '../pack.ts';
import { oddClasses } from './class-names.ts';
import { ascending, entriesOf, isImage } from './entries.ts';

/** Images with their classes. */
export interface LabelledFiles {
  readonly folder: string;
  /** Paths from the working directory, or absolute. */
  readonly paths: readonly string[];
  readonly y: Int32Array;
  readonly classNames: readonly string[];
  /** Files that are no images, which were left out. */
  readonly passedOver: readonly string[];
  /** Images of the folder that a table does not name, which were left out. */
  readonly unnamed: readonly string[];
  /** What was assumed to read a table, and what is odd about the classes. */
  readonly notes?: readonly string[];
}

/** Names of the parts that a dataset is split into for training and its checks. */
const SPLIT =
  /^(train(ing)?|val(id(ation)?)?|dev(el(opment)?)?|test(ing)?|eval(uation)?|hold[_-]?out)([ _-]?(set|data|images|imgs|split))?$|^(cv|fold|split|part)[ _-]?\d+$/i;

/**
 * A folder of class folders, as torchvision's ImageFolder has it: each class is a folder, in the order of
 * their names, and has the images in it and below. What begins with a dot is hidden, and no part of it. Links
 * are followed. Throws DATASET_MISSING, DATASET_UNSUPPORTED.
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
      classNames.length === 1
        ? `if the classes lie in it: fanout dataset pack ${found.folders.get(classNames[0]!)}; or give --labels FILE.csv`
        : 'for example: animals/cats/1.jpg, animals/dogs/2.jpg; or give --labels FILE.csv',
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
  const notes = oddClasses(classNames);
  return { folder, paths, y: Int32Array.from(classes), classNames, passedOver, unnamed: [], notes };
}

/**
 * Folders like train and test with the same folders in each are no classes, also where others lie beside
 * them. Throws DATASET_UNSUPPORTED.
 */
async function refuseSplits(folder: string, folders: ReadonlyMap<string, string>): Promise<void> {
  const names = ascending(folders.keys()).filter((name) => SPLIT.test(name));
  if (names.length < 2) return;
  const inner = await Promise.all(names.map(async (name) => (await entriesOf(folders.get(name)!)).folders));
  const shared = ascending(inner[0]!.keys()).filter((name) => inner.every((each) => each.has(name)));
  if (shared.length === 0) return;
  throw unpackable(
    `${folder} is split into ${names.join(', ')}, each with the folders ${shared.join(', ')}: those are the classes`,
    `fanout makes its own folds: pack one part, ${folders.get(names.find((name) => /^train/i.test(name)) ?? names[0]!)}, or put all images of a class into one folder`,
  );
}

async function* filesBelow(folder: string, above: readonly string[]): AsyncGenerator<string> {
  const here = await realpath(folder);
  if (above.includes(here))
    throw unpackable(`${folder} is a link to a folder that it lies in`, 'take the link away');
  const { files, folders } = await entriesOf(folder);
  yield* files;
  for (const name of ascending(folders.keys())) yield* filesBelow(folders.get(name)!, [...above, here]);
}
