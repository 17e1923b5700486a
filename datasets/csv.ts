/** A row of a CSV text, with the line that it begins on, from 1. */
export interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** A quote that does not end, or stands in the middle of a cell. */
export class CsvError extends Error {}

const LINE_END = /\r\n|\r|\n/;

/**
 * Characters of a cell: names and numbers are short, and a quote that is missing makes one cell of all that
 * follows.
 */
export const LONGEST_CELL = 2 ** 20;

/**
 * The rows of a CSV text (RFC 4180), without empty lines; quoted cells may hold commas, quotes and line
 * breaks, and may follow a space. Lines end with LF, CR LF or CR; cells with the delimiter, one character.
 * Pure. Throws CsvError.
 */
export function csvRows(text: string, delimiter = ','): CsvRow[] {
  const rows: CsvRow[] = [];
  const escaped = delimiter.replace(/[|\\^$.*+?()[\]{}]/, '\\$&');
  // Behind a cell: the delimiter, the end of the line, or that of the text.
  const ending = new RegExp(` *(?:${escaped}|\\r\\n|\\r|\\n|$)`, 'y');
  const plain = new RegExp(`[^"${escaped}\\r\\n]*`, 'y');
  const opening = / *"/y;
  const body = text.replace(/^\uFEFF/, '');
  let cells: string[] = [];
  let [at, line, start] = [0, 1, 1];
  while (at < body.length) {
    opening.lastIndex = at;
    const quote = opening.test(body) ? opening.lastIndex - 1 : -1;
    const cell = quote >= 0 ? quotedCell(body, quote, line) : plainCell(body, at, plain);
    if (cell.end - at > LONGEST_CELL)
      throw new CsvError(`line ${line} has a cell of more than ${LONGEST_CELL} characters`);
    ending.lastIndex = cell.end;
    const found = ending.exec(body);
    if (!found) throw new CsvError(`line ${line} has a quote in the middle of a cell`);
    cells.push(cell.text);
    line += body.slice(at, ending.lastIndex).split(LINE_END).length - 1;
    at = ending.lastIndex;
    if (found[0].endsWith(delimiter)) continue;
    if (cells.length > 1 || cells[0] !== '') rows.push({ cells, line: start });
    cells = [];
    start = line;
  }
  // The text ended behind a comma: its last cell is empty.
  if (cells.length > 0) rows.push({ cells: [...cells, ''], line: start });
  return rows;
}

interface Cell {
  readonly text: string;
  /** Behind its last character, a closing quote included. */
  readonly end: number;
}

function plainCell(body: string, at: number, pattern: RegExp): Cell {
  pattern.lastIndex = at;
  const [text] = pattern.exec(body)!;
  return { text, end: at + text.length };
}

/** Quote by quote, and not by a pattern: one would need as much stack as the cell is long. */
function quotedCell(body: string, at: number, line: number): Cell {
  for (let quote = body.indexOf('"', at + 1); quote >= 0; quote = body.indexOf('"', quote + 2)) {
    if (body[quote + 1] === '"') continue;
    return { text: body.slice(at + 1, quote).replaceAll('""', '"'), end: quote + 1 };
  }
  throw new CsvError(`line ${line} has a quote that does not end`);
}
