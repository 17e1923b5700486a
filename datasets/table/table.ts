import { quoted } from './mistakes.ts';

/** A table as it was read: texts, whatever file they came from. */
export interface Table {
  /** Its file, for messages. */
  readonly path: string;
  readonly names: readonly string[];
  /** Row by row, a text for each column, blanks at both ends taken away. */
  readonly rows: readonly (readonly string[])[];
  /** Where a row stands in its file: `line 12`. */
  readonly placeOf: (row: number) => string;
  /** What was left out or assumed, to be told. */
  readonly notes: readonly string[];
}

/** What is wrong with the names of a table's columns: a line each. Pure. */
export function nameMistakes({ names }: Pick<Table, 'names'>): string[] {
  const twice = names.filter((name, index) => name !== '' && names.indexOf(name) !== index);
  return [
    ...names.flatMap((name, index) => (name === '' ? [`column ${index + 1} has no name`] : [])),
    ...[...new Set(twice)].map((name) => `there are two columns called ${quoted(name)}`),
  ];
}
