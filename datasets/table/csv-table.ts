import { CsvError, csvRows } from '../csv.ts';
import { delimitedText } from '../delimiter.ts';
import { textOf } from '../text-encoding.ts';
import { numberIn } from './cells.ts';
import { quoted, unusable } from './mistakes.ts';
import type { Table } from './table.ts';

const HINT = 'a table has a line of names, then a line for each example, all with as many cells';

/** Reads a CSV file: the first line has the names of the columns. Pure. Throws DATASET_UNSUPPORTED. */
export function csvTable(bytes: Uint8Array, path: string): Table {
  if (Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'PAR1')
    throw unusable(path, ['it is a Parquet file'], 'it is named by dataset.parquet');
  const text = textOf(bytes);
  if (text === undefined || text.includes('\0'))
    throw unusable(path, ['it is not text in UTF-8 or UTF-16'], 'save it as CSV UTF-8');
  const { body, delimiter, linesBefore } = delimitedText(text);
  const [header, ...lines] = rowsOf(body, delimiter, path);
  if (!header) throw unusable(path, ['it is empty'], HINT);
  if (lines.length === 0) throw unusable(path, ['it has a line of names and no examples'], HINT);
  const ragged = lines
    .filter(({ cells }) => cells.length !== header.cells.length)
    .map(
      ({ cells, line }) =>
        `line ${line + linesBefore} has ${cells.length} cells, and there are ${header.cells.length} names`,
    );
  if (ragged.length > 0)
    throw unusable(path, ragged, `${HINT}; cells with ${quoted(delimiter)} in them are quoted`);
  const placeOf = (row: number) => `line ${lines[row]!.line + linesBefore}`;
  const rows = lines.map(({ cells }) => cells.map((cell) => cell.trim()));
  const names = header.cells.map((name) => name.trim());
  if (names.length > 1 && names.every((name) => numberIn(name) !== undefined))
    throw unusable(path, ['its first line has numbers in place of the names of the columns'], HINT);
  return withoutIndex({ path, names, rows, placeOf, notes: [] });
}

function rowsOf(body: string, delimiter: string, path: string) {
  try {
    return csvRows(body, delimiter);
  } catch (error) {
    throw error instanceof CsvError ? unusable(path, [error.message], HINT) : error;
  }
}

/** Without a first column that has no name and counts the rows, as pandas writes it. Pure. */
function withoutIndex(table: Table): Table {
  const { names, rows } = table;
  if (names.length < 2 || names[0] !== '' || !rows.every(([cell], row) => Number(cell) === row)) return table;
  return {
    ...table,
    names: names.slice(1),
    rows: rows.map((cells) => cells.slice(1)),
    notes: ['its first column has no name and counts the rows: left out'],
  };
}
