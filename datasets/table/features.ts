/** The columns of a table as the numbers that a network takes. */
import { shownBytes } from '../byte-size.ts';
import { MISSING_CELLS } from '../spec.ts';
import type { Column, TableSpec } from './columns.ts';
import { quoted, unusable } from './mistakes.ts';
import type { Table } from './table.ts';

/** The most features of an example, and the most bytes of all. */
const MOST_FEATURES = 20_000;
const MOST_BYTES = 2 * 2 ** 30;

export interface Features {
  /** Row-major; NaN where a number is missing. */
  readonly x: Float32Array;
  readonly width: number;
  /** Places of features that are NaN in some rows. */
  readonly gaps: readonly number[];
}

/** Features that a column becomes. Pure. */
export function widthOf(column: Column): number {
  if (column.kind === 'ignore') return 0;
  const indicator = column.missing > 0 ? 1 : 0;
  return (column.kind === 'number' ? 1 : column.categories.length) + indicator;
}

/**
 * Numbers as they are; texts as one feature for each category, 1 for the row's own and 0 for the others. A
 * column with missing cells has one more feature behind its own: 1 where the cell is missing. A missing
 * number is NaN, which a fold fills in; a missing text has 0 for each category. Pure. Throws
 * DATASET_UNSUPPORTED where it is too much.
 */
export function featuresOf(table: Table, columns: readonly Column[], spec: TableSpec): Features {
  const width = columns.reduce((sum, column) => sum + widthOf(column), 0);
  checkSize(table, columns, width);
  const x = new Float32Array(table.rows.length * width);
  const missing = new Set<string>(spec.missing ?? MISSING_CELLS);
  const gaps: number[] = [];
  let first = 0;
  for (const column of columns) {
    if (column.kind === 'ignore') continue;
    const own = widthOf(column);
    if (column.kind === 'number' && column.missing > 0) gaps.push(first);
    const write = column.kind === 'number' ? numberWriter : categoryWriter(column);
    for (const [row, cells] of table.rows.entries()) {
      const cell = cells[column.at]!;
      const at = row * width + first;
      if (!missing.has(cell)) write(x, at, cell);
      else {
        if (column.kind === 'number') x[at] = Number.NaN;
        x[at + own - 1] = 1;
      }
    }
    first += own;
  }
  return { x, width, gaps };
}

type Writer = (x: Float32Array, at: number, cell: string) => void;

const numberWriter: Writer = (x, at, cell) => {
  x[at] = Number(cell);
};

function categoryWriter({ categories }: Extract<Column, { kind: 'category' }>): Writer {
  const place = new Map(categories.map((category, index) => [category, index]));
  return (x, at, cell) => {
    x[at + place.get(cell)!] = 1;
  };
}

function checkSize({ path, rows }: Table, columns: readonly Column[], width: number): void {
  if (width === 0)
    throw unusable(path, ['it has no column to learn from'], 'give it columns beside the target');
  const bytes = 4 * width * rows.length;
  if (width <= MOST_FEATURES && bytes <= MOST_BYTES) return;
  const widest = columns.reduce((one, other) => (widthOf(other) > widthOf(one) ? other : one));
  throw unusable(
    path,
    [
      `it makes ${width.toLocaleString('en')} features of ${rows.length.toLocaleString('en')} examples (${shownBytes(bytes)}), of which column ${quoted(widest.name)} makes ${widthOf(widest).toLocaleString('en')}; ${MOST_FEATURES.toLocaleString('en')} and ${shownBytes(MOST_BYTES)} are the most`,
    ],
    'leave columns out: dataset.columns: { NAME: ignore }',
  );
}
