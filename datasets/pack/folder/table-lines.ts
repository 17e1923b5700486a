import { FanoutError } from '../../../proto/errors.ts';
import { shownText } from '../../../proto/shown-text.ts';
import { CsvError, csvRows } from '../../csv.ts';
import { delimitedText } from '../../delimiter.ts';
import { textOf } from '../../text-encoding.ts';
import { columnOf, type LabelColumns } from './label-columns.ts';

/** A line of a table of labels. */
export interface LabelLine {
  readonly line: number;
  readonly file: string;
  readonly name: string;
}

const MOST_MISTAKES = 10;

/**
 * The lines of a table of labels, and what was assumed to read them. Pure. Throws DATASET_CORRUPT with every
 * mistake.
 */
export function linesOf(
  bytes: Uint8Array,
  table: string,
  columns: LabelColumns,
): { readonly lines: readonly LabelLine[]; readonly notes: readonly string[] } {
  const [header, ...rows] = rowsOf(bytes, table);
  const names = header?.cells.map((cell) => cell.trim()) ?? [];
  const [file, label] = [columnOf(names, 'file', columns.file), columnOf(names, 'label', columns.label)];
  if ('mistake' in file || 'mistake' in label)
    throw unsound(
      table,
      [file, label].flatMap((column) => ('mistake' in column ? [column.mistake] : [])),
    );
  const mistakes: string[] = [];
  const lines = rows.map(({ cells, line }) => {
    const found = { line, file: cells[file.at]?.trim() ?? '', name: cells[label.at]?.trim() ?? '' };
    if (cells.slice(names.length).some((cell) => cell.trim() !== ''))
      mistakes.push(`line ${line} has ${cells.length} cells, the header has ${names.length}`);
    if (found.file === '') mistakes.push(`line ${line} has no file`);
    if (found.name === '') mistakes.push(`line ${line} has no class`);
    return found;
  });
  if (lines.length === 0) mistakes.push('it has no lines');
  if (mistakes.length > 0) throw unsound(table, mistakes);
  const notes = [
    ...(file.guessed === undefined ? [] : [`the column ${file.guessed} is taken for the files`]),
    ...(label.guessed === undefined ? [] : [`the column ${label.guessed} is taken for the classes`]),
  ];
  return { lines, notes };
}

function rowsOf(bytes: Uint8Array, table: string) {
  const text = textOf(bytes);
  if (text === undefined) throw unsound(table, ['it is not text in UTF-8 or UTF-16: save it as CSV UTF-8']);
  const { body, delimiter, linesBefore } = delimitedText(text);
  try {
    return csvRows(body, delimiter).map(({ cells, line }) => ({ cells, line: line + linesBefore }));
  } catch (error) {
    throw error instanceof CsvError ? unsound(table, [error.message]) : error;
  }
}

/**
 * The error to throw for a table that cannot be used as labels, with every mistake there is room for. Pure.
 */
export function unsound(
  table: string,
  mistakes: readonly string[],
  code: 'DATASET_CORRUPT' | 'DATASET_MISSING' = 'DATASET_CORRUPT',
): FanoutError {
  const shown = mistakes.slice(0, MOST_MISTAKES);
  const more = mistakes.length > shown.length ? [`… and ${mistakes.length - shown.length} more`] : [];
  const lines = [...shown, ...more].map((mistake) => `\n  ${shownText(mistake)}`).join('');
  return new FanoutError(code, `${shownText(table)} cannot be used as labels:${lines}`, {
    hint: 'it must be a CSV file with a column of files (paths from the folder) and one of classes, a line for each image',
  });
}
