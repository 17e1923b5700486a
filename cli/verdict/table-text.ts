/** Tables for a terminal: widths from the content, wrapped where the terminal is narrow, never cut. */

/** A column: its heading, and the side its cells stand on. */
export interface TextColumn {
  readonly heading: string;
  readonly right?: boolean;
}

const GAP = 2;
/** A name is not squeezed below this: its row goes onto lines of its own. */
const LEAST_NAME = 12;

const size = (text: string) => [...text].length;

/**
 * The heading and the rows of a table as lines. Columns are as wide as their widest cell. Where all do not
 * fit into `width` characters, the first column is wrapped; where that does not do, each row becomes its name
 * and a line `heading: cell` for each other cell. Pure.
 */
export function tableText(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): { readonly heading: string; readonly rows: string[] } {
  const widths = columns.map(({ heading }, at) =>
    Math.max(size(heading), ...rows.map((row) => size(row[at]!))),
  );
  const others = widths.slice(1).reduce((sum, each) => sum + each + GAP, 1);
  const name = Math.min(widths[0]!, width - others);
  if (name < Math.min(LEAST_NAME, widths[0]!))
    return { heading: '', rows: rows.flatMap((row) => stacked(columns, row)) };
  const fitted = [name, ...widths.slice(1)];
  const lines = (row: readonly string[]) => {
    const [first = '', ...more] = wrap(row[0]!, name);
    return [lineOf(columns, fitted, [first, ...row.slice(1)]), ...more.map((part) => `   ${part}`)];
  };
  return {
    heading: lineOf(
      columns,
      fitted,
      columns.map(({ heading }) => heading),
    ),
    rows: rows.flatMap(lines),
  };
}

function lineOf(columns: readonly TextColumn[], widths: readonly number[], cells: readonly string[]): string {
  const padded = cells.map((cell, at) => {
    const space = ' '.repeat(Math.max(0, widths[at]! - size(cell)));
    return columns[at]!.right ? space + cell : cell + space;
  });
  return ` ${padded.join(' '.repeat(GAP))}`.trimEnd();
}

/**
 * A text in parts: the first of at most `width` characters, the others two less, since they are set in. Pure.
 */
function wrap(text: string, width: number): string[] {
  const characters = [...text];
  if (characters.length <= width) return [text];
  const parts = [characters.slice(0, width).join('')];
  for (let at = width; at < characters.length; at += width - 2) {
    parts.push(characters.slice(at, at + width - 2).join(''));
  }
  return parts;
}

function stacked(columns: readonly TextColumn[], row: readonly string[]): string[] {
  return [
    ` ${row[0]}`,
    ...row.slice(1).map((cell, at) => {
      const { heading } = columns[at + 1]!;
      return heading === '' ? `   ${cell}` : `   ${heading}: ${cell}`;
    }),
  ];
}
