/** A row of a CSV text, with the line that it begins on, from 1. */
export interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** A quote that does not end. */
export class CsvError extends Error {}

/** The rows of a CSV text (RFC 4180), without empty lines; quoted cells may hold commas, quotes and line breaks. Pure. Throws CsvError. */
export function csvRows(text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  let cells: string[] = [];
  let line = 1;
  let start = 1;
  const body = text.replace(/^\uFEFF/, '');
  while (pattern.lastIndex < body.length) {
    const match = pattern.exec(body);
    if (!match) throw new CsvError(`line ${line} has a quote that does not end`);
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    line += match[0].split('\n').length - 1;
    if (match[3] === ',') continue;
    if (cells.length > 1 || cells[0] !== '') rows.push({ cells, line: start });
    cells = [];
    start = line;
  }
  return rows;
}
