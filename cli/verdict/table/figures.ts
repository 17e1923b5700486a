/** Figures in cells: what is one, what is none, and in which scale a column of them is. */

/** `share`: 0 to 1; `percent`: 0 to 100, divided by 100; `plain`: any figure. */
export type ValueScale = 'share' | 'percent' | 'plain';

/** The fourth powers of larger figures, in the degrees of freedom, are no numbers any more. */
const LARGEST = 1e70;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const COMMA = /^[+-]?\d+,\d+(e[+-]?\d+)?$/i;
/** `1.234,5`, `1,234.5`, `1 234,5`, `1'234.5`; without a fraction only where there are two separators. */
const THOUSANDS =
  /^[+-]?\d{1,3}((\.\d{3})+,\d+|(,\d{3})+\.\d+|([\s'’]\d{3})+([.,]\d+)?|(\.\d{3}){2,}|(,\d{3}){2,})$/;
const MISSING = new Set(['', 'nan', 'na', 'n/a', '#n/a', 'null', 'none', 'nil', '-', '–', '.']);

/** Whether a cell says that there is no value. Pure. */
export function isMissing(text: string): boolean {
  return MISSING.has(text.toLowerCase());
}

/** A figure with the minus sign of keyboards in place of that of print. Pure. */
const withHyphen = (text: string) => text.replace(/^\u2212/, '-').replace(/e\u2212/i, 'e-');

/** Whether a cell holds a number in one of the ways that are read. Pure. */
export function isFigure(text: string): boolean {
  const bare = withHyphen(text).replace(/\s*%$/, '');
  return NUMBER.test(bare) || COMMA.test(bare);
}

/** How a column's cells are written. */
export interface Notation {
  readonly decimalComma: boolean;
  readonly percentSign: boolean;
  readonly notes: readonly string[];
  readonly mistakes: readonly string[];
}

/**
 * How the figures of a column are written, from all that have one: every cell in the same way, or it is a
 * mistake. Pure.
 */
export function notationOf(texts: readonly string[]): Notation {
  const signed = texts.filter((text) => text.endsWith('%'));
  const bare = texts.map((text) => withHyphen(text).replace(/\s*%$/, ''));
  const thousands = bare.find((text) => THOUSANDS.test(text));
  const commas = bare.filter((text) => COMMA.test(text));
  const mistakes: string[] = [];
  if (signed.length > 0 && signed.length < texts.length) {
    mistakes.push(
      `${signed.length} of ${texts.length} values have a per cent sign: write all of them with one, or none`,
    );
  }
  if (thousands !== undefined) {
    mistakes.push(
      `${JSON.stringify(thousands)} has separators of thousands: write it without them, and with a point`,
    );
  } else if (commas.length > 0 && bare.some((text) => text.includes('.'))) {
    mistakes.push('values have decimal points and commas: write all of them with a point');
  } else if (commas.length > 0 && commas.every((text) => /^[+-]?[1-9]\d{0,2},\d{3}$/.test(text))) {
    mistakes.push(
      `"${commas[0]}" may be ${commas[0]!.replace(',', '.')} or ${commas[0]!.replace(',', '')}: write it with a point`,
    );
  }
  return {
    decimalComma: commas.length > 0,
    percentSign: signed.length > 0,
    notes: [
      ...(commas.length > 0 ? ['commas in values are decimal commas'] : []),
      ...(signed.length > 0 ? ['values in per cent are taken as shares: 91.2% is 0.912'] : []),
    ],
    mistakes,
  };
}

/** The number of a cell, or why it is none. Pure. */
export function figureOf(text: string, { decimalComma, percentSign }: Notation): number | string {
  const figure = withHyphen(text);
  const bare = percentSign ? figure.replace(/\s*%$/, '') : figure;
  const point = decimalComma ? bare.replace(',', '.') : bare;
  if (!NUMBER.test(point)) return `must be a finite number, found ${JSON.stringify(text)}`;
  const value = Number(point);
  if (Math.abs(value) > LARGEST)
    return `is beyond 1e70 and cannot be compared, found ${JSON.stringify(text)}`;
  return percentSign ? value / 100 : value;
}

/** Where no figure of a column is larger, the fourth powers of what they differ by may be lost. */
const SMALLEST = 1e-60;

/** Whether figures are so small, all of them, that arithmetic would take differences for none. Pure. */
export function areTooSmall(figures: readonly number[]): boolean {
  const largest = figures.reduce((most, figure) => Math.max(most, Math.abs(figure)), 0);
  return largest > 0 && largest < SMALLEST;
}
