/** What the columns of a table are: as the study says, or as their cells look. */
import { type ColumnKind, type DatasetSpec, MISSING_CELLS } from '../spec.ts';
import { fitsFloat32, isDate, numberAdvice, numberIn } from './cells.ts';
import { quoted } from './mistakes.ts';
import type { Table } from './table.ts';

export type TableSpec = Extract<DatasetSpec, { kind: 'table' }>;

/** A column of numbers, of texts that repeat, or one that is left out. */
export type Column = { readonly name: string; readonly at: number; readonly missing: number } & (
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'category'; readonly categories: readonly string[] }
  | { readonly kind: 'ignore'; readonly why: string }
);

/** Texts of a column from which on it is no category unless the study says so. */
const MOST_CATEGORIES = 1000;
/** Texts that a column may have however few rows there are. */
const FEW = 10;

/** A column, or what is wrong with it. */
type Found = Column | { readonly mistake: string };

interface Cells {
  readonly table: Table;
  readonly name: string;
  readonly at: number;
  readonly missing: ReadonlySet<string>;
}

/** The cells of a column that say something, with their rows. */
function* known({ table: { rows }, at, missing }: Cells): Generator<readonly [row: number, cell: string]> {
  for (const [row, cells] of rows.entries()) {
    const cell = cells[at]!;
    if (!missing.has(cell)) yield [row, cell];
  }
}

/** What a column is. Pure. */
export function columnOf(table: Table, at: number, spec: TableSpec): Found {
  const name = table.names[at]!;
  const cells: Cells = { table, name, at, missing: new Set(spec.missing ?? MISSING_CELLS) };
  const declared = spec.columns && Object.hasOwn(spec.columns, name) ? spec.columns[name] : undefined;
  const categories =
    spec.categories && Object.hasOwn(spec.categories, name) ? spec.categories[name] : undefined;
  if (declared === 'ignore') return { name, at, missing: 0, kind: 'ignore', why: 'as the study says' };
  if (name === spec.groupColumn)
    return { name, at, missing: 0, kind: 'ignore', why: 'the folds keep its groups together' };
  if (categories !== undefined) return declaredCategories(cells, categories);
  return declared === undefined ? inferred(cells) : ofKind(cells, declared);
}

function ofKind(cells: Cells, kind: Exclude<ColumnKind, 'ignore'>): Found {
  return kind === 'number' ? numbers(cells) : texts(cells);
}

function numbers(cells: Cells): Found {
  const { name, at, table } = cells;
  let [least, most, count] = [Infinity, -Infinity, 0];
  for (const [row, cell] of known(cells)) {
    const value = numberIn(cell);
    const problem =
      value === undefined
        ? `is no number${numberAdvice(cell)}`
        : fitsFloat32(value)
          ? undefined
          : 'is too large: at most 3.4e38';
    if (problem !== undefined)
      return { mistake: `${table.placeOf(row)}, column ${quoted(name)}: ${quoted(cell)} ${problem}` };
    least = Math.min(least, value!);
    most = Math.max(most, value!);
    count += 1;
  }
  const missing = table.rows.length - count;
  if (count === 0) return { name, at, missing, kind: 'ignore', why: 'it is empty' };
  return { name, at, missing, kind: 'number', least, most };
}

function texts(cells: Cells): Found {
  const { name, at, table } = cells;
  const seen = new Set<string>();
  let count = 0;
  for (const [, cell] of known(cells)) {
    seen.add(cell);
    count += 1;
  }
  const missing = table.rows.length - count;
  if (count === 0) return { name, at, missing, kind: 'ignore', why: 'it is empty' };
  return { name, at, missing, kind: 'category', categories: inOrder([...seen]) };
}

/** Numbers by their values, other texts by their code units. Pure. */
export function inOrder(found: readonly string[]): string[] {
  const all = found.every((text) => numberIn(text) !== undefined);
  return [...found].sort(
    all ? (a, b) => Number(a) - Number(b) || (a < b ? -1 : 1) : (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  );
}

function declaredCategories(cells: Cells, categories: readonly string[]): Found {
  const { name, at, table } = cells;
  const there = new Set(categories);
  let count = 0;
  for (const [row, cell] of known(cells)) {
    if (!there.has(cell))
      return {
        mistake: `${table.placeOf(row)}, column ${quoted(name)}: ${quoted(cell)} is none of the ${categories.length} categories that the study gives`,
      };
    count += 1;
  }
  return { name, at, missing: table.rows.length - count, kind: 'category', categories };
}

/** A column of which the study says nothing: numbers if all of its cells are, else texts that repeat. */
function inferred(cells: Cells): Found {
  const { name, at, table } = cells;
  let [count, ofNumbers, dates] = [0, 0, 0];
  let first: readonly [row: number, cell: string] | undefined;
  const seen = new Set<string>();
  for (const [row, cell] of known(cells)) {
    count += 1;
    if (numberIn(cell) !== undefined) ofNumbers += 1;
    else {
      first ??= [row, cell];
      if (isDate(cell)) dates += 1;
    }
    seen.add(cell);
  }
  if (count === 0) return { name, at, missing: table.rows.length, kind: 'ignore', why: 'it is empty' };
  if (!first) return numbers(cells);
  const where = `${table.placeOf(first[0])}, column ${quoted(name)}:`;
  if (2 * ofNumbers >= count)
    return {
      mistake: `${where} ${quoted(first[1])} is no number${numberAdvice(first[1])}, and ${ofNumbers} other cells are`,
    };
  if (dates === count)
    return {
      mistake: `${where} ${quoted(first[1])} is a date; a number can be learned from: days since a day`,
    };
  if (seen.size > MOST_CATEGORIES || (seen.size > FEW && 2 * seen.size > count))
    return {
      mistake: `${where} ${seen.size.toLocaleString('en')} different texts in ${count.toLocaleString('en')} rows, ${quoted(first[1])} and others, are no categories${numberAdvice(first[1])}`,
    };
  return texts(cells);
}
