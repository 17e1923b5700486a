import type { Html } from './html.ts';
import { html } from './html.ts';

export type CsvCell = string | number | null;

/** A figure's data: a file name, the columns, and the rows in the columns' order. */
export interface CsvTable {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly CsvCell[])[];
}

/** RFC 4180 text. Numbers keep all their digits; null is an empty cell; what a spreadsheet would run is defused by an apostrophe. Pure. */
export function csvText({ columns, rows }: CsvTable): string {
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** A link that saves the table as a file; the data stand in the link itself, so it works offline and without scripts. Pure. */
export function csvLink(table: CsvTable): Html {
  const data = Buffer.from(csvText(table), 'utf8').toString('base64');
  return html`<a class="csv" download="${table.file}" href="data:text/csv;charset=utf-8;base64,${data}"
  >Data as CSV<span class="unseen"> (${table.file})</span></a>`;
}

function cell(value: CsvCell): string {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
