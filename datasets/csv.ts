/** A row of a CSV text, with the line that it begins on, from 1. */
export interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** A quote that does not end, or stands in the middle of a cell. */
export class CsvError extends Error {}

const LINE_END = /\r\n|\r|\n/;

/**
 * The rows of a CSV text (RFC 4180), without empty lines; quoted cells may hold commas, quotes and line breaks, and may
 * follow a space. Lines end with LF, CR LF or CR; cells with the delimiter, one character. Pure. Throws CsvError.
 */
export function csvRows(text: string, delimiter = ','): CsvRow[] {
  const rows: CsvRow[] = [];
  const pattern = cellPattern(delimiter);
  let cells: string[] = [];
  let line = 1;
  let start = 1;
  const body = text.replace(/^\uFEFF/, '');
  while (pattern.lastIndex < body.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(body);
    if (!match) throw new CsvError(`line ${line} has a quote ${misplaced(body.slice(at))}`);
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    line += match[0].split(LINE_END).length - 1;
    if (match[3] === delimiter) continue;
    if (cells.length > 1 || cells[0] !== '') rows.push({ cells, line: start });
    cells = [];
    start = line;
  }
  // The text ended behind a comma: its last cell is empty.
  if (cells.length > 0) rows.push({ cells: [...cells, ''], line: start });
  return rows;
}

/** A cell and what ends it. Pure. */
function cellPattern(delimiter: string): RegExp {
  const mark = delimiter.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return new RegExp(`(?: *"((?:[^"]|"")*)" *|([^"${mark}\\r\\n]*))(${mark}|\\r\\n|\\r|\\n|$)`, 'gy');
}

/** What is wrong with the quote of a cell that cannot be read. Pure. */
const misplaced = (rest: string) =>
  rest.startsWith('"') && !/^"(?:[^"]|"")*"(?!")/.test(rest)
    ? 'that does not end'
    : 'in the middle of a cell';
