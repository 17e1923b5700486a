/** A table of the user's own as a dataset: file → columns and target → features. */
import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';
import { contentChecksum } from '../checksum.ts';
import type { Dataset } from '../dataset.ts';
import { openDeclared } from '../declared/paths.ts';
import { FileRefused, readBounded, whyUnread } from '../regular-file.ts';
import { type Column, columnOf, inOrder, type TableSpec } from './columns.ts';
import { csvTable } from './csv-table.ts';
import { featuresOf } from './features.ts';
import { quoted, unusable } from './mistakes.ts';
import { parquetTable } from './parquet-table.ts';
import { nameMistakes, type Table } from './table.ts';
import { type Target, targetOf } from './target.ts';

/** Of a file: it is in memory as text, and its cells one by one. */
const MOST_FILE_BYTES = 256 * 2 ** 20;

const LARGER = 'larger tables: numpy.save, or fanout dataset pack';
/** Spark writes a table as a folder of files, whose name ends as one file's would. */
const ONE_FILE =
  'a table is one file; of a folder of parts make one: pd.read_parquet(FOLDER).to_parquet("table.parquet")';

/** A dataset out of a table, and what was made of its columns. */
export interface TableDataset extends Dataset {
  readonly table: {
    readonly columns: readonly Column[];
    readonly target: Target;
    readonly notes: readonly string[];
    /** Rows of the file, of which the study may use the first. */
    readonly rows: number;
  };
}

/** Whether a dataset came out of a table. Pure. */
export function isTable(dataset: object): dataset is TableDataset {
  return 'table' in dataset;
}

/**
 * Reads a table. What its columns are is decided over all of its rows, also where the study uses the first of
 * them only. Throws DATASET_MISSING, DATASET_UNSUPPORTED with the places of what is wrong.
 */
export async function loadTable(given: TableSpec): Promise<TableDataset> {
  const spec = withNulls(given);
  const table = await readTable(spec);
  const at = targetPlace(table, spec);
  const columns = columnsOf(table, at, spec);
  const target = targetOf(table, at, spec);
  if ('mistakes' in target) throw unusable(table.path, target.mistakes, 'correct the table, or the study');
  const { x, width, gaps } = featuresOf(table, columns, spec);
  const examples = Math.min(spec.examples ?? table.rows.length, table.rows.length);
  const first = { x: x.subarray(0, examples * width), y: target.y.subarray(0, examples) };
  return {
    ...{ name: spec.name, examples, shape: [width], scale: 1, licence: 'of its owner', ...first },
    ...(target.task === 'regression'
      ? { task: target.task, classes: 1 }
      : { classes: target.classNames.length, classNames: target.classNames }),
    ...(gaps.length > 0 ? { gaps } : {}),
    ...(spec.groupColumn === undefined ? {} : { groups: groupsOf(table, spec).subarray(0, examples) }),
    sha256: contentChecksum(first.x, first.y),
    table: { columns, target, notes: table.notes, rows: table.rows.length },
  };
}

/** A null of a Parquet file is an empty text, and says nothing whatever the study lists. Pure. */
function withNulls(spec: TableSpec): TableSpec {
  return spec.format === 'csv' || !spec.missing ? spec : { ...spec, missing: ['', ...spec.missing] };
}

/** What a study must know of a table. Throws as `loadTable` does. */
export async function describeTable(
  spec: TableSpec,
): Promise<Pick<Dataset, 'examples' | 'shape' | 'classes' | 'task'>> {
  const { table, shape, classes, task } = await loadTable(spec);
  return { examples: table.rows, shape, classes, ...(task === undefined ? {} : { task }) };
}

async function readTable(spec: TableSpec): Promise<Table> {
  const bytes = await bytesOf(spec);
  const table = spec.format === 'csv' ? csvTable(bytes, spec.path) : await parquetTable(bytes, spec);
  const mistakes = nameMistakes(table);
  if (mistakes.length > 0) throw unusable(table.path, mistakes, 'give each column a name of its own');
  return table;
}

async function bytesOf({ path }: TableSpec): Promise<Buffer> {
  try {
    const file = await openDeclared(path);
    try {
      return await readBounded(file, MOST_FILE_BYTES);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FileRefused)
      throw unusable(path, [error.message], error.kind === 'directory' ? ONE_FILE : LARGER);
    throw new FanoutError(
      'DATASET_MISSING',
      `cannot read the table ${shownText(path)}: ${whyUnread(error)}`,
      {
        hint: 'check the path; relative paths count from the study file',
        cause: error,
      },
    );
  }
}

function targetPlace({ names, path }: Table, spec: TableSpec): number {
  const columns = Object.keys({ ...spec.columns, ...spec.categories });
  const group = spec.groupColumn === undefined ? [] : [spec.groupColumn];
  const unknown = [spec.target, ...group, ...columns].filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    const shown = names.slice(0, 20).map(quoted).join(', ');
    const more = names.length > 20 ? ` and ${names.length - 20} more` : '';
    throw unusable(
      path,
      unknown.map((name) => `it has no column ${quoted(name)}`),
      `its columns are ${shown}${more}`,
    );
  }
  if (spec.columns && spec.columns[spec.target] === 'ignore')
    throw unusable(
      path,
      [`column ${quoted(spec.target)} is the target, and cannot be ignored`],
      'correct dataset.columns',
    );
  return names.indexOf(spec.target);
}

/** The groups of the rows, numbered in the order of their texts. */
function groupsOf({ names, rows }: Table, { groupColumn }: TableSpec): Int32Array {
  const at = names.indexOf(groupColumn!);
  const texts = inOrder([...new Set(rows.map((cells) => cells[at]!))]);
  const place = new Map(texts.map((text, index) => [text, index]));
  return Int32Array.from(rows, (cells) => place.get(cells[at]!)!);
}

/** All columns but the target, in their order. */
function columnsOf(table: Table, target: number, spec: TableSpec): Column[] {
  const found = table.names.flatMap((_, at) => (at === target ? [] : [columnOf(table, at, spec)]));
  const mistakes = found.flatMap((column) => ('mistake' in column ? [column.mistake] : []));
  if (mistakes.length > 0)
    throw unusable(
      table.path,
      mistakes,
      'correct the cells, or say what the columns are: dataset.columns: { NAME: number, category or ignore }; dataset.missing lists cells that say nothing',
    );
  return found.flatMap((column) => ('mistake' in column ? [] : [column]));
}
