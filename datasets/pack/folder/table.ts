import { join } from 'node:path';
import { FanoutError } from '../../../proto/errors.ts';
import { shownText } from '../../../proto/shown-text.ts';
import { CsvError, csvRows } from '../../csv.ts';
import { readRegular, whyUnread } from '../../regular-file.ts';
import { imagesBelow } from './images-below.ts';
import type { LabelledFiles } from './scan.ts';

const MOST_MISTAKES = 10;
/** Bytes of a table: millions of lines. */
const LARGEST_TABLE = 256 * 2 ** 20;

/**
 * The images that a table names: a CSV file with the columns `file` (from the folder) and `class`. Classes that are the whole numbers
 * 0, 1, 2, … keep their numbers; others are numbered in the order of their names. Images that it does not name are left out. Throws DATASET_MISSING, DATASET_CORRUPT.
 */
export async function readTable(folder: string, table: string): Promise<LabelledFiles> {
  const bytes = await readRegular(table, LARGEST_TABLE).catch((error: unknown) => {
    throw new FanoutError(
      'DATASET_MISSING',
      `cannot open the labels ${shownText(table)}: ${whyUnread(error)}`,
      {
        hint: 'give the path of a CSV file with the columns file and class',
        cause: error,
      },
    );
  });
  const rows = entriesOf(bytes.toString(), table);
  const classNames = classesOf(rows.map((row) => row.name));
  if (classNames.length < 2)
    throw unsound(table, [`it must have at least 2 classes, found only ${classNames[0]}`]);
  const numbers = new Map(classNames.map((name, index) => [name, index]));
  const paths = rows.map(({ file }) => join(folder, file));
  const named = new Set(paths);
  return {
    folder,
    paths,
    y: Int32Array.from(rows, ({ name }) => numbers.get(name)!),
    classNames,
    passedOver: [],
    unnamed: (await imagesBelow(folder)).filter((path) => !named.has(path)),
  };
}

/** The table's lines. Pure. Throws DATASET_CORRUPT with every mistake. */
function entriesOf(text: string, table: string): { file: string; name: string }[] {
  const [header, ...lines] = rowsOf(text, table);
  const names = header?.cells.map((cell) => cell.trim()) ?? [];
  const [fileColumn, classColumn] = [names.indexOf('file'), names.indexOf('class')];
  if (fileColumn < 0 || classColumn < 0)
    throw unsound(table, [
      `line 1 must name the columns file and class, found ${names.join(', ') || 'nothing'}`,
    ]);
  const seen = new Map<string, number>();
  const mistakes: string[] = [];
  const entries = lines.map(({ cells, line }) => {
    const [file, name] = [cells[fileColumn]?.trim() ?? '', cells[classColumn]?.trim() ?? ''];
    if (file === '') mistakes.push(`line ${line} has no file`);
    else if (seen.has(file)) mistakes.push(`line ${line} names ${file}, as line ${seen.get(file)} does`);
    if (name === '') mistakes.push(`line ${line} has no class`);
    seen.set(file, line);
    return { file, name };
  });
  if (entries.length === 0) mistakes.push('it has no lines');
  if (mistakes.length > 0) throw unsound(table, mistakes);
  return entries;
}

function rowsOf(text: string, table: string) {
  try {
    return csvRows(text);
  } catch (error) {
    throw error instanceof CsvError ? unsound(table, [error.message]) : error;
  }
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

function unsound(table: string, mistakes: readonly string[]): FanoutError {
  const shown = mistakes.slice(0, MOST_MISTAKES);
  const more = mistakes.length > shown.length ? [`… and ${mistakes.length - shown.length} more`] : [];
  const lines = [...shown, ...more].map((mistake) => `\n  ${shownText(mistake)}`).join('');
  return new FanoutError('DATASET_CORRUPT', `${shownText(table)} cannot be used as labels:${lines}`, {
    hint: 'it must be a CSV file with the columns file and class, a line for each image',
  });
}
