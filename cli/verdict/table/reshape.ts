import { columnNamed } from './columns.ts';
import { invalidTable } from './invalid.ts';
import { METRIC_NAMES, plainName } from './names.ts';
import type { Table } from './rows.ts';

/** `split0_test_score`, `fold_3`, `seed 12 accuracy`: what is counted, its number, and the figure. */
const COUNTED = /^(split|fold|cv|seed)[ _-]?(\d+)(?:[ _/.-](.+))?$/i;

/**
 * One column for each arm becomes one row for each value, with the columns `arm` and `value`. Pure. Throws
 * USAGE.
 */
export function armsToRows(table: Table, arms: readonly string[]): Table {
  const places = arms.map((name) => columnNamed(table, name));
  return melt(table, places, ['arm', 'value'], (place) => [table.header[place]!]);
}

/**
 * One column for each fold or seed becomes one row for each value; other tables stay as they are. Pure.
 * Throws USAGE.
 */
export function foldsToRows(table: Table, value: string | undefined): Table {
  const counted = table.header.flatMap((name, place) => {
    const [, kind, number, figure] = COUNTED.exec(name) ?? [];
    return kind ? [{ place, kind: kind.toLowerCase(), number: number!, figure: figure ?? 'value' }] : [];
  });
  const figures = [...new Set(counted.map(({ figure }) => figure))];
  const wanted = figures.find((figure) => figure === value);
  const tests = figures.filter((figure) => !/train/i.test(figure));
  const chosen = wanted ?? (tests.length === 1 ? tests[0] : figures.length === 1 ? figures[0] : undefined);
  if (counted.length < 2 || new Set(counted.map(({ kind }) => kind)).size !== 1) return table;
  if (chosen === undefined) {
    throw invalidTable(
      table.source,
      [`each fold has a column for ${figures.join(', ')}`],
      'name one with --value',
    );
  }
  const columns = counted.filter(({ figure }) => figure === chosen);
  const kind = columns[0]!.kind === 'seed' ? 'seed' : 'fold';
  const number = new Map(columns.map((column) => [column.place, column.number]));
  const long = melt(
    // Means, deviations and times over the folds are no figures of one fold.
    table,
    columns.map(({ place }) => place),
    [kind, chosen],
    (place) => [number.get(place)!],
  );
  return { ...long, notes: [...long.notes, `each ${kind} has a column: ${columns.length} of them are read`] };
}

/** Only the rows of one metric, where a column names the metric of each row. Pure. Throws USAGE. */
export function rowsOfMetric(table: Table, metric: string | undefined): Table {
  const name = table.header.find((column) => METRIC_NAMES.has(plainName(column)));
  if (name === undefined || !table.header.some((column) => plainName(column) === 'value')) return table;
  const at = columnNamed(table, name);
  const there = [...new Set(table.rows.map(({ cells }) => cells[at]!))];
  const wanted = metric ?? (there.length === 1 ? there[0] : undefined);
  if (wanted === undefined || !there.includes(wanted)) {
    const cause = wanted === undefined ? 'there are several metrics' : `there is no metric "${wanted}"`;
    throw invalidTable(table.source, [`${cause}: ${there.join(', ')}`], 'name one with --metric');
  }
  const value = columnNamed(table, 'value');
  return {
    ...table,
    header: table.header.map((column, place) => (place === value ? wanted : column)),
    rows: table.rows.filter(({ cells }) => cells[at] === wanted),
    notes: [...table.notes, `only rows of the metric ${wanted} are read`],
  };
}

function melt(
  table: Table,
  places: readonly number[],
  names: readonly [string, string],
  key: (place: number) => string[],
): Table {
  const gone = new Set(places);
  const kept = table.header.flatMap((name, place) =>
    gone.has(place) || /^(mean|std|rank)_/i.test(name) ? [] : [place],
  );
  return {
    ...table,
    header: [...kept.map((place) => table.header[place]!), ...names],
    rows: table.rows.flatMap(({ cells, line }) =>
      places.map((place) => ({
        cells: [...kept.map((other) => cells[other] ?? ''), ...key(place), cells[place] ?? ''],
        line,
      })),
    ),
  };
}
