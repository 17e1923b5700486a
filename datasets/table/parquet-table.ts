/** A Parquet file as a table of texts, so that all that holds of a CSV file holds of it. */
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadata,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet';
import type { TableSpec } from './columns.ts';
import { quoted, unusable } from './mistakes.ts';
import { cellText, isBeyondExact } from './parquet-cells.ts';
import { DECOMPRESSORS } from './parquet-codecs.ts';
import { type CellKind, heldBy } from './parquet-columns.ts';
import type { Table } from './table.ts';

/** Rows times columns: each is a text in memory. */
const MOST_CELLS = 50_000_000;
const SAVE_AGAIN = 'write the file again: df.to_parquet("table.parquet")';
/** What pandas calls a column that holds the index of a table, unless the index has a name. */
const PANDAS_INDEX = /^__index_level_\d+__$/;

interface ParquetColumn {
  readonly name: string;
  readonly tree: SchemaTree;
  /** Whether its values are looked at. */
  readonly read: boolean;
}

/**
 * Reads the columns of a Parquet file that the study does not ignore. Rows are counted from 0, as pandas
 * does. Throws DATASET_UNSUPPORTED.
 */
export async function parquetTable(bytes: Uint8Array, spec: TableSpec): Promise<Table> {
  const metadata = metadataOf(bytes, spec.path);
  const all = sound(spec.path, () => parquetSchema(metadata).children);
  const columns = all.map((tree): ParquetColumn => {
    const name = tree.element.name.trim();
    return { name, tree, read: isRead(name, spec) };
  });
  const count = rowCount(metadata, columns, spec.path);
  const kinds = kindsOf(columns, spec);
  const names = columns.map(({ name }) => name);
  // Made once a column has shown that so many rows are there: the file may say any number.
  let rows: string[][] = [];
  const large: string[] = [];
  for (const [at, { tree, name, read }] of columns.entries()) {
    const kind = kinds[at]!;
    // Two columns of one name are told by the rules of tables, which need no cells for it.
    if (!read || names.indexOf(name) !== at) continue;
    const values = await valuesOf(bytes, metadata, tree.element.name, spec.path);
    if (values.length !== count) throw damaged(spec.path, `column ${quoted(name)} is cut off`);
    if (rows.length === 0) rows = Array.from({ length: count }, () => names.map(() => ''));
    for (const [row, value] of values.entries()) rows[row]![at] = cellText(kind, value);
    const beyond = isCategory(name, spec) ? -1 : values.findIndex(isBeyondExact);
    if (beyond >= 0) large.push(`${placeOf(beyond)}, column ${quoted(name)}: ${values[beyond]} ${TOO_LARGE}`);
  }
  if (large.length > 0)
    throw unusable(spec.path, large, 'dataset.columns: { NAME: category or ignore }, or save it as float64');
  return withoutIndex({ path: spec.path, names, rows, placeOf, notes: [] }, spec);
}

const TOO_LARGE = 'is a whole number beyond 2^53, which no column of numbers holds exactly';

const placeOf = (row: number) => `row ${row} (from 0)`;

function metadataOf(bytes: Uint8Array, path: string): FileMetaData {
  const [begins, ends] = [markOf(bytes.subarray(0, 4)), markOf(bytes.subarray(-4))];
  if (begins === 'PARE' || ends === 'PARE')
    throw unusable(path, ['it is encrypted'], 'write it without encryption');
  if (begins !== 'PAR1' || bytes.length < 12)
    throw unusable(path, ['it is no Parquet file'], 'a CSV file is named by dataset.csv');
  if (ends !== 'PAR1') throw damaged(path, 'it is cut off: a Parquet file ends with PAR1');
  return sound(path, () => parquetMetadata(bytes, { geoparquet: false }));
}

const markOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** What `read` gives; the reader's own errors are those of a damaged file. */
function sound<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw damaged(path, whyOf(error));
  }
}

/** What the reader says; where it stumbles over what is not there, in words that are no program's. */
const whyOf = (error: unknown): string =>
  /^Cannot (read|set) properties|is not (a function|iterable|defined)/.test((error as Error).message)
    ? 'what it says of its columns is not whole'
    : (error as Error).message;

const damaged = (path: string, why: string) => unusable(path, [`it is damaged: ${why}`], SAVE_AGAIN);

function isRead(name: string, spec: TableSpec): boolean {
  if (isNamed(name, spec))
    return !(Object.hasOwn(spec.columns ?? {}, name) && spec.columns![name] === 'ignore');
  return !PANDAS_INDEX.test(name);
}

function isNamed(name: string, { target, groupColumn, columns, categories }: TableSpec): boolean {
  const named = [columns ?? {}, categories ?? {}].some((each) => Object.hasOwn(each, name));
  return name === target || name === groupColumn || named;
}

/** Whether a column's texts count, and not their values. */
function isCategory(name: string, { groupColumn, columns, categories }: TableSpec): boolean {
  const declared = Object.hasOwn(columns ?? {}, name) && columns![name] === 'category';
  return declared || name === groupColumn || Object.hasOwn(categories ?? {}, name);
}

function rowCount({ num_rows }: FileMetaData, columns: readonly ParquetColumn[], path: string): number {
  const rows = Number(num_rows);
  if (columns.length === 0) throw unusable(path, ['it has no columns'], SAVE_AGAIN);
  if (rows === 0) throw unusable(path, ['it has columns and no examples'], SAVE_AGAIN);
  if (!(rows > 0)) throw damaged(path, 'it does not say how many rows it has');
  if (rows * columns.length > MOST_CELLS)
    throw unusable(
      path,
      [
        `it has ${rows.toLocaleString('en')} rows of ${columns.length.toLocaleString('en')} columns, and ${MOST_CELLS.toLocaleString('en')} cells are the most`,
      ],
      'larger tables: numpy.save, or fanout dataset pack',
    );
  return rows;
}

function kindsOf(columns: readonly ParquetColumn[], { path }: TableSpec): (CellKind | undefined)[] {
  const held = columns.map(({ tree, read }) => (read ? heldBy(tree) : undefined));
  const mistakes = held.flatMap((each, at) =>
    each && 'problem' in each ? [`column ${quoted(columns[at]!.name)} ${each.problem}`] : [],
  );
  if (mistakes.length > 0)
    throw unusable(
      path,
      mistakes,
      'save these columns otherwise, or leave them out: dataset.columns: { NAME: ignore }',
    );
  return held.map((each) => (each && 'kind' in each ? each.kind : undefined));
}

/** The values of a column, a null as null or undefined. */
async function valuesOf(
  bytes: Uint8Array,
  metadata: FileMetaData,
  column: string,
  path: string,
): Promise<unknown[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const values: unknown[] = [];
  const file = fileOf(bytes);
  const parsers = { stringFromBytes: (text: Uint8Array | undefined) => text && decoder.decode(text) };
  try {
    await parquetRead({
      ...{ file, metadata, compressors: DECOMPRESSORS, parsers, columns: [column], geoparquet: false },
      // What it throws would be lost: it takes what comes, and the number of values is looked at later.
      onChunk: ({ columnData, rowStart }) => {
        for (const [index, value] of Array.from(columnData as ArrayLike<unknown>).entries())
          values[rowStart + index] = value;
      },
    });
  } catch (error) {
    throw damaged(path, `column ${quoted(column)} cannot be read: ${whyOf(error)}`);
  }
  return values;
}

/** The bytes as the reader takes them. A Buffer's own slices would share its memory. */
function fileOf({ buffer, byteOffset, byteLength }: Uint8Array): AsyncBuffer {
  const whole = new Uint8Array(buffer, byteOffset, byteLength);
  return { byteLength, slice: (start, end) => whole.slice(start, end).buffer };
}

/** Without the column in which pandas keeps the index of a table. Pure. */
function withoutIndex(table: Table, spec: TableSpec): Table {
  const left = table.names.map((name) => isNamed(name, spec) || !PANDAS_INDEX.test(name));
  if (left.every(Boolean)) return table;
  const kept = <T>(each: readonly T[]) => each.filter((_, at) => left[at]);
  return {
    ...table,
    names: kept(table.names),
    rows: table.rows.map(kept),
    notes: table.names
      .filter((_, at) => !left[at])
      .map((name) => `its column ${quoted(name)} is the index of pandas: left out`),
  };
}
