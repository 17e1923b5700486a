import { stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { FanoutError } from '../../../proto/errors.ts';
import { shownText } from '../../../proto/shown-text.ts';
import { readRegular, whyUnread } from '../../regular-file.ts';
import { oddClasses } from './class-names.ts';
import { imagesBelow } from './images-below.ts';
import type { LabelColumns } from './label-columns.ts';
import { matcherOf } from './matching.ts';
import type { LabelledFiles } from './scan.ts';
import { type LabelLine, linesOf, unsound } from './table-lines.ts';

/** Bytes of a table: millions of lines. */
export const LARGEST_TABLE = 256 * 2 ** 20;

/**
 * The images that a table names: a CSV file with a column of files (from the folder) and one of classes.
 * Classes that are the whole numbers 0, 1, 2, … keep their numbers; others are numbered in the order of their
 * names. Images that it does not name are left out. Throws DATASET_MISSING, DATASET_CORRUPT.
 */
export async function readTable(
  folder: string,
  table: string,
  columns: LabelColumns = {},
): Promise<LabelledFiles> {
  const bytes = await readRegular(table, LARGEST_TABLE).catch((error: unknown) => {
    throw new FanoutError(
      'DATASET_MISSING',
      `cannot open the labels ${shownText(table)}: ${whyUnread(error)}`,
      { hint: 'give the path of a CSV file with a column of files and one of classes', cause: error },
    );
  });
  const read = linesOf(bytes, table, columns);
  const { lines, note: whole } = wholeNumbers(read.lines);
  const classNames = classesOf(lines.map((line) => line.name));
  if (classNames.length < 2)
    throw unsound(table, [`it must have at least 2 classes, found only ${classNames[0]}`]);
  const numbers = new Map(classNames.map((name, index) => [name, index]));
  const below = await imagesBelow(folder);
  const { paths, notes } = await filesOf(folder, table, lines, below);
  const named = new Set(paths);
  return {
    folder,
    paths,
    y: Int32Array.from(lines, ({ name }) => numbers.get(name)!),
    classNames,
    passedOver: [],
    unnamed: below.filter((path) => !named.has(path)),
    notes: [...read.notes, ...whole, ...notes, ...oddClasses(classNames)],
  };
}

/**
 * The path of each line's file. Throws DATASET_MISSING with every line whose file is not there,
 * DATASET_CORRUPT.
 */
async function filesOf(folder: string, table: string, lines: readonly LabelLine[], below: readonly string[]) {
  const fromFolder = below.map((path) => relative(folder, path).split(sep).join('/'));
  const match = matcherOf(fromFolder, basename(resolve(folder)));
  const missing: string[] = [];
  const twice: string[] = [];
  const seen = new Map<string, number>();
  const otherwise = new Map<string, { count: number; example: string }>();
  const paths: string[] = [];
  for (const { line, file } of lines) {
    const found = match(file);
    const exact = join(folder, file);
    // Not every file that can be named is found by looking: hidden ones, and those behind links to folders.
    const path = 'file' in found ? join(folder, found.file) : (await isFile(exact)) ? exact : undefined;
    if (path === undefined) {
      missing.push(`line ${line}: there is no ${'missing' in found ? found.missing : file}`);
      continue;
    }
    if (seen.has(path)) twice.push(`line ${line} names ${file}, as line ${seen.get(path)} does`);
    seen.set(path, line);
    paths.push(path);
    if (!('how' in found) || found.how === undefined) continue;
    const { count = 0, example = `${file} as ${found.file}` } = otherwise.get(found.how) ?? {};
    otherwise.set(found.how, { count: count + 1, example });
  }
  if (missing.length > 0) throw unsound(table, missing, 'DATASET_MISSING');
  if (twice.length > 0) throw unsound(table, twice);
  const notes = [...otherwise].map(
    ([how, { count, example }]) =>
      `${count} ${count === 1 ? 'file was' : 'files were'} found ${how}: ${example}`,
  );
  return { paths, notes };
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  );

/** `0.0`, `1.0` … as spreadsheets and pandas write whole numbers beside empty cells. Pure. */
function wholeNumbers(lines: readonly LabelLine[]): { lines: readonly LabelLine[]; note: string[] } {
  if (!lines.every(({ name }) => /^\d+\.0+$/.test(name))) return { lines, note: [] };
  return {
    lines: lines.map((line) => ({ ...line, name: String(Number(line.name)) })),
    note: [`classes are whole numbers: taken ${lines[0]!.name} as ${Number(lines[0]!.name)}`],
  };
}

/** Names of the classes, in the order of their numbers. Pure. */
function classesOf(names: readonly string[]): string[] {
  const distinct = new Set(names);
  const found = [...distinct].sort();
  const numbers = found.map(Number).sort((a, b) => a - b);
  return numbers.every((number, index) => number === index && distinct.has(String(index)))
    ? numbers.map(String)
    : found;
}
