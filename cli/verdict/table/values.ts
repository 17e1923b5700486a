import type { Cell } from './cells.ts';
import { areTooSmall, figureOf, notationOf, type ValueScale } from './figures.ts';
import type { Mistake } from './invalid.ts';
import { isAccuracy, saysPercent } from './names.ts';

/** The figures of cells in one scale. */
interface Measured {
  readonly values: readonly number[];
  /** The values are shares, 0 to 1. */
  readonly share: boolean;
  readonly notes: readonly string[];
  readonly mistakes: readonly Mistake[];
  readonly hint?: string;
}

interface Column {
  readonly source: string;
  readonly name: string;
  readonly scale: ValueScale | undefined;
}

/**
 * Reads the figures of a column; accuracies must be shares, unless the scale says how to make them so. Pure.
 */
export function valuesOf(cells: readonly Cell[], { source, name, scale }: Column): Measured {
  const declared = scale ?? (saysPercent(name) && isAccuracy(name) ? 'percent' : undefined);
  const notation = notationOf(cells.map(({ text }) => text));
  const mistakes: Mistake[] = [...notation.mistakes];
  if (mistakes.length > 0) return { values: [], share: false, notes: [], mistakes };
  const values = cells.map(({ text, line }) => {
    const figure = figureOf(text, notation);
    if (typeof figure === 'number')
      return declared === 'percent' && !notation.percentSign ? figure / 100 : figure;
    mistakes.push({
      line,
      kind: figure.replace(/, found.*/s, ''),
      text: `${source}:${line} ${name} ${figure}`,
    });
    return Number.NaN;
  });
  if (mistakes.length === 0 && areTooSmall(values))
    mistakes.push(
      `${source}: no ${name} is beyond 1e-60: so small figures cannot be compared; give them in another unit`,
    );
  const share = declared === undefined ? notation.percentSign || isAccuracy(name) : declared !== 'plain';
  if (!share || mistakes.length > 0) return { values, share, notes: notation.notes, mistakes };
  const outside = cells.filter((_, index) => values[index]! < 0 || values[index]! > 1);
  const looksPercent = scale === undefined && !notation.percentSign && isPercentScale(values);
  return {
    values,
    share,
    notes: [
      ...notation.notes,
      ...(declared === 'percent' && !notation.percentSign
        ? [
            `values are divided by 100 (${scale ? '--value-scale percent' : 'the name of the column says per cent'})`,
          ]
        : []),
      ...(declared === 'percent' || notation.percentSign ? tiny(values) : []),
    ],
    mistakes: outside.map(({ text, line }) => ({
      ...{ line, kind: 'outside 0 to 1' },
      text: `${source}:${line} ${name} must be 0 to 1, found ${text}`,
    })),
    ...(outside.length > 0 && {
      hint: looksPercent
        ? 'the values look like per cent: give --value-scale percent'
        : 'correct the values, or give --value-scale plain where the column is no share',
    }),
  };
}

/** A few shares among figures in per cent, or the other way round, are mistakes and no scale. */
function isPercentScale(values: readonly number[]): boolean {
  const above = values.filter((value) => value > 1).length;
  return values.every((value) => value >= 0 && value <= 100) && above > values.length / 2;
}

/** Shares that were written as such, and divided by 100 all the same. */
function tiny(values: readonly number[]): string[] {
  const count = values.filter((value) => value > 0 && value <= 0.01).length;
  return count === 0
    ? []
    : [`QUESTION: ${count} of ${values.length} values are 1% or less: are they shares, 0 to 1?`];
}
