import type { TableSpec } from './columns.ts';
import { figure } from './columns-text.ts';
import type { TableDataset } from './load.ts';
import { quoted } from './mistakes.ts';

/** How many times the values of another column the values of one are, from which on it is said. */
const WIDE = 100;
/** Different whole numbers of a target that may be classes. */
const FEW = 10;

/** What may not be meant about a table: a line each, to warn of. Pure. */
export function tableMistakes({ target, normalize }: TableSpec, { table }: TableDataset): string[] {
  const numbers = table.columns.flatMap((column) =>
    column.kind === 'number' && column.most > column.least
      ? [{ name: column.name, size: Math.max(Math.abs(column.least), Math.abs(column.most)) }]
      : [],
  );
  numbers.sort((one, other) => one.size - other.size);
  const [smallest, largest] = [numbers[0], numbers.at(-1)];
  const wide =
    normalize === undefined && smallest && largest && largest.size >= WIDE * Math.max(1, smallest.size)
      ? [
          `column ${quoted(largest.name)} has values up to ${figure(largest.size)}, ${quoted(smallest.name)} up to ${figure(smallest.size)}, and networks learn badly from such inputs as they are: dataset.normalize: inputs`,
        ]
      : [];
  const own = table.target;
  const values = own.task === 'regression' && own.y.every(Number.isInteger) ? new Set(own.y).size : Infinity;
  return values <= FEW
    ? [
        ...wide,
        `column ${quoted(target)} has ${values} different whole numbers: if they are classes, set dataset.task: classification`,
      ]
    : wide;
}
