/** The column that is learned: classes, or numbers. */
import { MISSING_CELLS } from '../spec.ts';
import { fitsFloat32, numberAdvice, numberIn } from './cells.ts';
import { inOrder, type TableSpec } from './columns.ts';
import { quoted } from './mistakes.ts';
import type { Table } from './table.ts';

/** The most classes that a dataset may have. */
const MOST_CLASSES = 65_536;

export type Target =
  | { readonly task: 'regression'; readonly y: Float32Array; readonly least: number; readonly most: number }
  | {
      readonly task: 'classification';
      readonly y: Int32Array;
      readonly classNames: readonly string[];
      readonly counts: readonly number[];
    };

/** The target of each row, or what is wrong with it: a line each. Pure. */
export function targetOf(
  table: Table,
  at: number,
  spec: TableSpec,
): Target | { readonly mistakes: string[] } {
  const cells = table.rows.map((row) => row[at]!);
  const missing = new Set<string>(spec.missing ?? MISSING_CELLS);
  const where = (row: number) => `${table.placeOf(row)}, column ${quoted(spec.target)}:`;
  const empty = cells.flatMap((cell, row) =>
    missing.has(cell)
      ? [`${where(row)} ${quoted(cell)} says nothing, and each example needs its target`]
      : [],
  );
  if (empty.length > 0) return { mistakes: empty };
  const texts = cells.findIndex((cell) => numberIn(cell) === undefined);
  const numbers = cells.filter((cell) => numberIn(cell) !== undefined).length;
  const task = spec.task ?? (numbers * 2 >= cells.length ? 'regression' : 'classification');
  if (task === 'classification') return classesOf(cells, where, spec);
  if (texts >= 0) {
    const advice = spec.task ? '' : ': for classes set dataset.task: classification';
    const cell = cells[texts]!;
    return { mistakes: [`${where(texts)} ${quoted(cell)} is no number${numberAdvice(cell) || advice}`] };
  }
  return numbersOf(cells, where, spec);
}

function numbersOf(cells: readonly string[], where: (row: number) => string, { target }: TableSpec) {
  const values = cells.map(Number);
  const large = values.findIndex((value) => !fitsFloat32(value));
  if (large >= 0)
    return { mistakes: [`${where(large)} ${quoted(cells[large]!)} is too large: at most 3.4e38`] };
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least === most)
    return { mistakes: [`column ${quoted(target)} is ${least} in all rows: there is nothing to predict`] };
  return { task: 'regression', y: Float32Array.from(values), least, most } as const;
}

function classesOf(cells: readonly string[], where: (row: number) => string, spec: TableSpec) {
  const column = `column ${quoted(spec.target)}`;
  const declared =
    spec.categories && Object.hasOwn(spec.categories, spec.target) ? spec.categories[spec.target] : undefined;
  const classNames = declared ?? inOrder([...new Set(cells)]);
  const number = new Map(classNames.map((name, index) => [name, index]));
  const unknown = cells.findIndex((cell) => !number.has(cell));
  if (unknown >= 0)
    return {
      mistakes: [`${where(unknown)} ${quoted(cells[unknown]!)} is none of the classes that the study gives`],
    };
  if (classNames.length > MOST_CLASSES)
    return {
      mistakes: [`${column} has ${classNames.length.toLocaleString('en')} classes, and 65,536 are the most`],
    };
  const y = Int32Array.from(cells, (cell) => number.get(cell)!);
  const counts = new Array<number>(classNames.length).fill(0);
  for (const label of y) counts[label]! += 1;
  if (counts.filter((count) => count > 0).length === 1)
    return { mistakes: [`${column} is ${quoted(cells[0]!)} in all rows: there is nothing to tell apart`] };
  const once = y.findIndex((label) => counts[label] === 1);
  if (once >= 0) {
    const others = counts.filter((count) => count === 1).length - 1;
    const more = others > 0 ? `, and so are ${others.toLocaleString('en')} others` : '';
    return {
      mistakes: [
        `${where(once)} the class ${quoted(cells[once]!)} is there once${more}: to train and to validate on it takes two examples`,
      ],
    };
  }
  return { task: 'classification', y, classNames, counts } as const;
}
