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
