/** null is an empty cell. */
export type CsvCell = string | number | null;

/** A table: its columns, and the rows in the columns' order. */
export interface CsvData {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly CsvCell[])[];
}

/**
 * RFC 4180 text. Numbers keep all their digits; null is an empty cell; what a spreadsheet would run is
 * defused by an apostrophe. Pure.
 */
export function csvText({ columns, rows }: CsvData): string {
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: CsvCell): string {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
