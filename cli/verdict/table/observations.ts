import type { Observation } from '../../../analysis/blocks.ts';
import type { ValueUnit } from '../../../analysis/options.ts';
import { type Cell, readCells } from './cells.ts';
import { type ColumnOptions, columnsOf } from './columns.ts';
import { decodeTable } from './decode.ts';
import { type Design, designOf } from './design.ts';
import { factsOf, type TableFacts } from './facts.ts';
import { isMissing, type ValueScale } from './figures.ts';
import { invalidTable, type Mistake } from './invalid.ts';
import { isAccuracy, isOwnShare, plainName, STEP_NAMES } from './names.ts';
import { armsToRows, foldsToRows, rowsOfMetric } from './reshape.ts';
import { type Table, tableOf } from './rows.ts';
import { countsAsValue } from './status.ts';
import { valuesOf } from './values.ts';

/** How a table is to be read; what is absent is guessed from the names and cells. */
export interface TableOptions extends ColumnOptions {
  /** Shown in messages. */
  readonly source: string;
  /** Columns that hold the values of one arm each. */
  readonly arms?: readonly string[] | undefined;
  /** Which rows are read, where a column names the metric. */
  readonly metric?: string | undefined;
  readonly scale?: ValueScale | undefined;
  /** What is done with empty and NaN values: they are left out (`drop`), or refused (`fail`). */
  readonly missing?: 'drop' | 'fail' | undefined;
  /** Folds and seeds are texts, whatever they look like. */
  readonly textLabels?: boolean | undefined;
}

/** A table of results as the verdict takes it, and all that was assumed. */
export interface TableRead {
  readonly observations: readonly Observation[];
  /** Names of the factor and of the figure, as they stand in the header. */
  readonly factor: string;
  readonly value: string;
  readonly unit: ValueUnit;
  readonly design: Design;
  /** What the table tells beside its values. */
  readonly facts: TableFacts;
  /** What was taken for what, one sentence each. */
  readonly notes: readonly string[];
}

/** Reads a table of results. Pure. Throws USAGE with every mistake, each with its line. */
export function readTable(bytes: Uint8Array, options: TableOptions): TableRead {
  const { source } = options;
  const { text, notes } = decodeTable(bytes, source);
  const long = tableOf(text, source);
  const table = options.arms?.length
    ? armsToRows(long, options.arms)
    : rowsOfMetric(foldsToRows(long, options.value), options.metric);
  const hasMetricRows = table.header !== long.header && options.metric !== undefined;
  const value = options.value ?? (hasMetricRows || options.metric !== undefined ? options.metric : undefined);
  const columns = columnsOf(
    table,
    options.arms?.length ? { ...options, factors: ['arm'], value: 'value' } : { ...options, value },
  );
  const cells = readCells(table, columns, options.textLabels ?? false);
  const { mistakes: cellMistakes, present, notes: leftOut } = split(cells.cells, source, options);
  const name = table.header[columns.value]!;
  const measured = valuesOf(present, { source, name, scale: options.scale });
  const mistakes: Mistake[] = [...cells.mistakes, ...cellMistakes, ...measured.mistakes];
  if (mistakes.length === 0) mistakes.push(...duplicates(present, source));
  if (mistakes.length === 0 && present.length === 0) mistakes.push(`${source} has no values`);
  if (mistakes.length > 0) throw invalidTable(source, mistakes, measured.hint ?? hintOf(table, present));
  const observations = present.map(({ group, fold, seed, findings }, index) => ({
    group,
    fold,
    seed,
    value: measured.values[index]!,
    findings,
  }));
  const factor = columns.factors.map((at) => table.header[at]!).join(', ');
  const at = (place: number | undefined) => (place === undefined ? 'none' : `"${table.header[place]}"`);
  const arms = new Set(observations.map(({ group }) => group)).size;
  const taken = `arms from "${factor}", ${columns.block === undefined ? `folds from ${at(columns.fold)}` : `blocks from ${at(columns.block)}`}, seeds from ${at(columns.seed)}, values from "${name}": ${observations.length} values of ${arms} ${arms === 1 ? 'arm' : 'arms'}`;
  return {
    observations,
    factor,
    value: name,
    unit: unitOfValues(name, measured.share, options.scale === 'plain'),
    facts: { ...factsOf(table, cells.cells), names: cells.names },
    design: designOf(cells.cells, observations, columns),
    notes: [taken, ...notes, ...table.notes, ...measured.notes, ...cells.notes, ...leftOut],
  };
}

/** What the values are: told by the column's name, or by how they are written. */
function unitOfValues(name: string, share: boolean, plain: boolean): ValueUnit {
  if (plain) return 'value';
  if (isOwnShare(name)) return 'share';
  return share || isAccuracy(name) ? 'accuracy' : 'value';
}

/** Rows with a value, and what is said of the others: failed runs, empty and NaN values, by arm. */
function split(cells: readonly Cell[], source: string, { missing }: TableOptions) {
  const judged = cells.map((cell) => ({
    cell,
    counts: countsAsValue(cell.status),
    empty: isMissing(cell.text),
  }));
  const unknown = new Set(judged.flatMap(({ cell, counts }) => (counts === null ? [cell.status] : [])));
  const failed = judged.filter(({ counts }) => counts === false).map(({ cell }) => cell);
  const empty = judged.filter(({ counts, empty }) => counts !== false && empty).map(({ cell }) => cell);
  const present = judged.filter(({ counts, empty }) => counts !== false && !empty).map(({ cell }) => cell);
  const mistakes =
    missing === 'fail'
      ? [...failed, ...empty].map(({ line }) => ({
          ...{ line, kind: 'no value' },
          text: `${source}:${line} has no value (--missing drop leaves it out)`,
        }))
      : [];
  const left = new Set(present.map(({ group }) => group));
  const lost = [...new Set(cells.map(({ group }) => group))].filter((group) => !left.has(group));
  return {
    present,
    mistakes,
    notes: [
      ...counted(failed, 'did not finish (by status)'),
      ...counted(empty, 'have no value (empty or NaN)'),
      ...(lost.length > 0 ? [`no value at all, so not compared: ${lost.join(', ')}`] : []),
      ...(unknown.size > 0 ? [`not known as a status, taken as finished: ${[...unknown].join(', ')}`] : []),
    ],
  };
}

function counted(cells: readonly Cell[], what: string): string[] {
  if (cells.length === 0) return [];
  const arms = [...new Set(cells.map(({ group }) => group))];
  const shown = arms
    .slice(0, 10)
    .map((arm) => `${arm} ${cells.filter(({ group }) => group === arm).length}`)
    .join(', ');
  const more = arms.length > 10 ? ` and ${arms.length - 10} more arms` : '';
  return [
    `left out, since they ${what}: ${cells.length} ${cells.length === 1 ? 'row' : 'rows'} (${shown}${more})`,
  ];
}

/** What to do where the rows are those of the epochs of each run. */
function hintOf({ header }: Table, cells: readonly Cell[]): string | undefined {
  const steps = header.find((name) => STEP_NAMES.has(plainName(name)));
  return steps !== undefined && duplicates(cells, '').length > 0
    ? `one line for each value: of the rows of one run keep one, for example that with the last "${steps}"`
    : undefined;
}

/** Two values of one arm in one block: which lines they stand on. */
function duplicates(cells: readonly Cell[], source: string): Mistake[] {
  const first = new Map<string, Cell>();
  return cells.flatMap((cell) => {
    const key = JSON.stringify([cell.group, cell.fold, cell.seed]);
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, cell);
      return [];
    }
    const same = other.text === cell.text ? 'the same value' : `${other.text} and ${cell.text}`;
    const lines = `${source}:${other.line} and ${source}:${cell.line}`;
    return [
      {
        ...{ line: cell.line, kind: 'twice in a block' },
        text: `${lines} are both ${cell.group} in ${cell.block} (${same})`,
      },
    ];
  });
}
