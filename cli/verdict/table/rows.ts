import { CsvError, type CsvRow, csvRows } from '../../../datasets/csv.ts';
import { delimitedText } from '../../../datasets/delimiter.ts';
import { invalidTable, type Mistake } from './invalid.ts';

/** A table as text: a header, and rows that are as long as it. */
export interface Table {
  readonly source: string;
  /** Trimmed; may hold empty names and a name twice, which matters only for columns that are needed. */
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
  /** What was assumed to read it. */
  readonly notes: readonly string[];
  readonly delimiter: string;
}

const NAMES: Readonly<Record<string, string>> = { ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

/**
 * The rows of a CSV text. The separator is that of a first line `sep=…`, or the first of comma, semicolon,
 * tab and bar that the header has. Pure. Throws USAGE, with every line that has more cells than the header,
 * or fewer.
 */
export function tableOf(text: string, source: string): Table {
  const { body, delimiter, linesBefore } = delimitedText(text);
  const [first, ...rest] = split(body, source, delimiter).map(({ cells, line }) => ({
    cells: cells.map((cell) => cell.trim()),
    line: line + linesBefore,
  }));
  if (!first) throw invalidTable(source, [`${source} is empty: it has no header`]);
  if (rest.length > 0 && first.cells.length === 1)
    throw invalidTable(source, [oneCell(first.cells[0]!, source, first.line)]);
  const again = rest.filter(({ cells }) => cells.join('\n') === first.cells.join('\n'));
  const mistakes: Mistake[] = again.map(({ line }) => ({
    ...{ line, kind: 'the header again' },
    text: `${source}:${line} is the header again: take that line away`,
  }));
  mistakes.push(...rest.flatMap((row) => raggedness(row, first.cells, source, delimiter)));
  if (mistakes.length > 0) throw invalidTable(source, mistakes);
  const notes = delimiter === ',' ? [] : [`cells are separated by ${NAMES[delimiter] ?? `"${delimiter}"`}`];
  return { source, header: first.cells, rows: rest, notes, delimiter };
}

/** What to say of a first line that is no header. Pure. */
function oneCell(cell: string, source: string, line: number): string {
  const shown = JSON.stringify(cell.length > 60 ? `${cell.slice(0, 57)}…` : cell);
  return `${source}:${line} must be a header, with cells apart by commas, semicolons, tabs or bars, found ${shown}: is it a title, or no table?`;
}

/** What is wrong with the length of a row; empty cells at the end are not counted. Pure. */
function raggedness(
  { cells, line }: CsvRow,
  header: readonly string[],
  source: string,
  delimiter: string,
): Mistake[] {
  const surplus = cells.slice(header.length).some((cell) => cell !== '');
  const named = header.findLastIndex((name) => name !== '') + 1;
  if (!surplus && cells.length >= named) return [];
  const comma =
    surplus && delimiter === ',' ? ' (a decimal comma? then quote it, or separate cells by ";")' : '';
  const what = `has ${cells.length} cells, the header has ${header.length}${comma}`;
  return [{ line, kind: what, text: `${source}:${line} ${what}` }];
}

function split(text: string, source: string, delimiter: string): CsvRow[] {
  try {
    return csvRows(text, delimiter);
  } catch (error) {
    throw error instanceof CsvError ? invalidTable(source, [error.message]) : error;
  }
}
