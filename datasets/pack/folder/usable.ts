import { posix, relative, sep } from 'node:path';
import { unpackable } from '../pack.ts';
import { type Damaged, decodeAll, isFaulty, refusalOf } from './damaged.ts';
import { ascending } from './entries.ts';
import type { LabelledFiles } from './scan.ts';
import { type Survey, survey } from './survey.ts';

/**
 * The images that can be used, what they have in common, and those that are left out: paths from the folder.
 */
export interface Usable {
  readonly kept: Pick<LabelledFiles, 'paths' | 'y'>;
  readonly skipped: readonly string[];
  readonly survey: Survey;
}

/**
 * Looks at each image; where one cannot be used, or with `skip`, decodes all of them. Throws DATASET_* with
 * all that cannot be used, or, with `skip`, if a class has none left.
 */
export async function usable(files: LabelledFiles, resized: boolean, skip: boolean): Promise<Usable> {
  const { damaged: heads, otherSize, survey: found } = await survey(files.paths);
  const known = new Set(heads.map(({ path }) => path));
  const rest =
    skip || heads.length > 0 ? await decodeAll(files.paths.filter((path) => !known.has(path))) : [];
  const damaged = inOrderOf(files.paths, [...heads, ...rest]);
  const refused = skip ? damaged.filter((each) => !isFaulty(each)) : damaged;
  if (refused.length > 0) throw refusalOf(refused);
  if (damaged.length === 0) {
    if (!found) throw unpackable('there are no images');
    if (otherSize && !resized) throw otherSize;
    return { kept: files, skipped: [], survey: found };
  }
  const kept = without(files, new Set(damaged.map(({ path }) => path)));
  // Heads of images that are damaged behind theirs do not count.
  const { survey: sound, otherSize: other } = await survey(kept.paths);
  if (other && !resized) throw other;
  const skipped = ascending(damaged.map(({ path }) => namedFrom(files.folder, path)));
  return { kept, skipped, survey: sound! };
}

function inOrderOf(paths: readonly string[], damaged: readonly Damaged[]): Damaged[] {
  const byPath = new Map(damaged.map((each) => [each.path, each]));
  return paths.flatMap((path) => byPath.get(path) ?? []);
}

/** Throws DATASET_UNSUPPORTED where a class has no image left. */
function without({ paths, y, classNames }: LabelledFiles, damaged: ReadonlySet<string>) {
  const rows = paths.flatMap((path, row) => (damaged.has(path) ? [] : [row]));
  const there = new Set(rows.map((row) => y[row]!));
  const gone = classNames.find((_, label) => !there.has(label));
  if (gone !== undefined)
    throw unpackable(`the class ${gone} has no image that can be decoded`, 'give it images, or take it away');
  return { paths: rows.map((row) => paths[row]!), y: Int32Array.from(rows, (row) => y[row]!) };
}

/** A path as an index names it, whatever the system. Pure. */
const namedFrom = (folder: string, path: string) => relative(folder, path).split(sep).join(posix.sep);
