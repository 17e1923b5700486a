import type { Cell } from './cells.ts';
import { areTooSmall, figureOf, notationOf, type ValueScale } from './figures.ts';
import { isAccuracy } from './names.ts';

/** The figures of cells in one scale. */
interface Measured {
  readonly values: readonly number[];
  /** The values are shares, 0 to 1. */
  readonly share: boolean;
  readonly notes: readonly string[];
  readonly mistakes: readonly string[];
  readonly hint?: string;
}

interface Column {
  readonly source: string;
  readonly name: string;
  readonly scale: ValueScale | undefined;
}

/** Reads the figures of a column; accuracies must be shares, unless the scale says how to make them so. Pure. */
export function valuesOf(cells: readonly Cell[], { source, name, scale }: Column): Measured {
  const notation = notationOf(cells.map(({ text }) => text));
  const mistakes = [...notation.mistakes];
  if (mistakes.length > 0) return { values: [], share: false, notes: [], mistakes };
  const values = cells.map(({ text, line }) => {
    const figure = figureOf(text, notation);
    if (typeof figure === 'number')
      return scale === 'percent' && !notation.percentSign ? figure / 100 : figure;
    mistakes.push(`${source}:${line} ${name} ${figure}`);
    return Number.NaN;
  });
  if (mistakes.length === 0 && areTooSmall(values))
    mistakes.push(
      `${source}: no ${name} is beyond 1e-60: so small figures cannot be compared; give them in another unit`,
    );
  const share = scale === undefined ? notation.percentSign || isAccuracy(name) : scale !== 'plain';
  if (!share || mistakes.length > 0) return { values, share, notes: notation.notes, mistakes };
  const outside = cells.filter((_, index) => values[index]! < 0 || values[index]! > 1);
  const looksPercent = scale === undefined && !notation.percentSign && isPercentScale(values);
  return {
    values,
    share,
    notes: [
      ...notation.notes,
      ...(scale === 'percent' && !notation.percentSign
        ? ['values are divided by 100 (--value-scale percent)']
        : []),
    ],
    mistakes: outside.map(({ text, line }) => `${source}:${line} ${name} must be 0 to 1, found ${text}`),
    ...(outside.length > 0 && {
      hint: looksPercent
        ? 'the values look like per cent: give --value-scale percent'
        : 'correct the values, or give --value-scale plain where the column is no share',
    }),
  };
}

function isPercentScale(values: readonly number[]): boolean {
  return values.every((value) => value >= 0 && value <= 100);
}
