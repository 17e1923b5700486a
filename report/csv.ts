import { type CsvData, csvText } from '../results/csv-text.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';

/** A figure's data, and the name of the file that it is saved as. */
export interface CsvTable extends CsvData {
  readonly file: string;
}

/**
 * A link that saves the table as a file; the data stand in the link itself, so it works offline and without
 * scripts. Pure.
 */
export function csvLink(table: CsvTable): Html {
  const data = Buffer.from(csvText(table), 'utf8').toString('base64');
  return html`<a class="csv" download="${table.file}" href="data:text/csv;charset=utf-8;base64,${data}"
  >Data as CSV<span class="unseen"> (${table.file})</span></a>`;
}
