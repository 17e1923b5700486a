import { isFigure, isMissing } from './figures.ts';
import { invalidTable } from './invalid.ts';
import {
  BLOCK_NAMES,
  BOOKKEEPING,
  FACTOR_NAMES,
  FINDINGS_NAMES,
  FOLD_NAMES,
  METRIC_NAMES,
  plainName,
  SEED_NAMES,
  STATUS_NAMES,
  VALUE_NAMES,
} from './names.ts';
import type { Table } from './rows.ts';

/** Columns as options name them; what is absent is guessed. */
export interface ColumnOptions {
  readonly factors?: readonly string[] | undefined;
  readonly fold?: string | undefined;
  readonly seed?: string | undefined;
  readonly block?: string | undefined;
  readonly value?: string | undefined;
}

/** Places of the columns, from 0; a fold, seed or block may be absent. */
export interface Columns {
  readonly factors: readonly number[];
  readonly value: number;
  readonly fold: number | undefined;
  readonly seed: number | undefined;
  readonly block: number | undefined;
  readonly status: number | undefined;
  readonly findings: number | undefined;
}

/** Chooses the columns: those named by options, and the others by common names. Pure. Throws USAGE. */
export function columnsOf(table: Table, options: ColumnOptions): Columns {
  refuseSharedColumns(table, options);
  const named = (name: string | undefined) => (name === undefined ? undefined : columnNamed(table, name));
  const byName = (names: ReadonlySet<string>) => {
    const found = table.header.find((name, at) => names.has(plainName(name)) && !namesParts(table, at));
    return named(found);
  };
  const block = named(options.block) ?? (options.fold === undefined ? byName(BLOCK_NAMES) : undefined);
  const fold = named(options.fold) ?? (block === undefined ? byName(FOLD_NAMES) : undefined);
  const seed = named(options.seed) ?? byName(SEED_NAMES);
  const [status, findings] = [byName(STATUS_NAMES), byName(FINDINGS_NAMES)];
  const taken = new Set([block, fold, seed, status, findings]);
  const given = options.factors?.length ? options.factors.map((name) => columnNamed(table, name)) : undefined;
  for (const place of given ?? []) taken.add(place);
  const value = named(options.value) ?? named(ownObjective(table)) ?? guessValue(table, taken);
  const factors = given ?? guessFactor(table, new Set([...taken, value]));
  return { factors, value, fold, seed, block, status, findings };
}

/** Each option names a column of its own: what is a fold is no block beside it, and no figure. */
function refuseSharedColumns(table: Table, { factors = [], ...others }: ColumnOptions): void {
  const given = [
    ...factors.map((name) => ['--factor', name] as const),
    ...(['fold', 'seed', 'block', 'value'] as const).flatMap((option) =>
      others[option] === undefined ? [] : [[`--${option}`, others[option]] as const],
    ),
  ];
  const seen = new Map<number, string>();
  for (const [option, name] of given) {
    const place = columnNamed(table, name);
    const first = seen.get(place);
    if (first !== undefined)
      throw invalidTable(table.source, [
        `${first} and ${option} both name the column "${table.header[place]}": each needs one of its own`,
      ]);
    seen.set(place, option);
  }
}

/**
 * The place of a column, by its name as it stands or without case and prefix. Pure. Throws USAGE where it is
 * there never or twice.
 */
export function columnNamed({ header, source }: Table, name: string): number {
  const matches = (same: (other: string) => boolean) =>
    header.flatMap((other, at) => (same(other) ? [at] : []));
  const exact = matches((other) => other.toLowerCase() === name.trim().toLowerCase());
  const found = exact.length > 0 ? exact : matches((other) => plainName(other) === plainName(name));
  if (found.length === 1) return found[0]!;
  const columns = header.filter((other) => other !== '').join(', ') || 'none';
  throw invalidTable(source, [
    found.length === 0
      ? `${source} has no column "${name}"; it has ${columns}`
      : `${source} has the column "${name}" ${found.length === 2 ? 'twice' : `${found.length} times`} (columns ${found.map((at) => at + 1).join(' and ')})`,
  ]);
}

/** What the study decided by, as a `results.csv` of fanout says it where that is not accuracy. */
function ownObjective({ header, rows }: Table): string | undefined {
  const at = header.indexOf('objective');
  const said = new Set(at < 0 ? [] : rows.map(({ cells }) => (cells[at] ?? '').trim()));
  const [only] = said;
  return said.size === 1 && header.includes(only!) ? only : undefined;
}

function guessValue(table: Table, taken: ReadonlySet<number | undefined>): number {
  const free = table.header.flatMap((name, at) => (name !== '' && !taken.has(at) ? [{ name, at }] : []));
  for (const known of VALUE_NAMES) {
    const found = free.find(({ name }) => plainName(name) === known);
    if (found) return columnNamed(table, found.name);
  }
  const figures = free.filter(({ name, at }) => !BOOKKEEPING.has(plainName(name)) && holdsFigures(table, at));
  // A figure that was measured seldom repeats; a level of a factor does.
  const measured = figures.filter(({ at }) => !repeats(table, at));
  if (measured.length === 1) return columnNamed(table, measured[0]!.name);
  if (figures.length === 1) return columnNamed(table, figures[0]!.name);
  throw ask(
    table,
    'the figure',
    '--value',
    figures.map(({ name }) => name),
    ', or --arm for each where every column is an arm',
  );
}

function guessFactor(table: Table, taken: ReadonlySet<number | undefined>): number[] {
  const free = table.header.flatMap((name, at) => (name !== '' && !taken.has(at) ? [{ name, at }] : []));
  for (const known of FACTOR_NAMES) {
    const found = free.find(({ name }) => plainName(name) === known);
    if (found) return [columnNamed(table, found.name)];
  }
  const candidates = free.filter(({ name, at }) => {
    const plain = plainName(name);
    const other = BOOKKEEPING.has(plain) || METRIC_NAMES.has(plain) || VALUE_NAMES.includes(plain);
    return !other && repeats(table, at);
  });
  // scikit-learn writes each parameter, and all of them together as `params`.
  const single = candidates.filter(({ name }) => /^param_./i.test(name));
  const chosen =
    single.length > 0 ? candidates.filter(({ name }) => name.toLowerCase() !== 'params') : candidates;
  if (chosen.length === 1) return [columnNamed(table, chosen[0]!.name)];
  throw ask(
    table,
    'the arm',
    '--factor',
    chosen.map(({ name }) => name),
    ' (several for a combination)',
  );
}

/** A column `split` of train, validation and test names parts of the data, and no folds. */
function namesParts({ rows }: Table, at: number): boolean {
  return rows.some(({ cells }) => /^(train(ing)?|val(id(ation)?)?|dev|test(ing)?)$/i.test(cells[at] ?? ''));
}

/** A column that tells rows apart, but not every row. */
function repeats({ rows }: Table, at: number): boolean {
  const levels = new Set(rows.map(({ cells }) => cells[at]));
  return levels.size > 1 && levels.size < rows.length * 0.7;
}

function holdsFigures({ rows }: Table, at: number): boolean {
  const texts = rows.map(({ cells }) => cells[at] ?? '').filter((text) => !isMissing(text));
  return texts.length > 0 && texts.every(isFigure);
}

function ask(table: Table, what: string, option: string, names: readonly string[], more: string) {
  const columns = table.header.filter((name) => name !== '').join(', ');
  const cause =
    names.length === 0
      ? `no column looks like ${what}`
      : `several columns may be ${what}: ${names.join(', ')}`;
  return invalidTable(
    table.source,
    [`${cause}; it has the columns ${columns}`],
    `name it with ${option} COLUMN${more}`,
  );
}
