/**
 * Labels of folds and seeds: whole numbers, or any text, which is numbered in the order of its first
 * appearance.
 */

const WHOLE = /^[+-]?\d+(\.0+)?$/;
/** What a program would read as a number, though it is no whole one. */
const NUMBER_LIKE = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$|^0[xob][\da-f]+$/i;

/** A column of labels as numbers, or what is wrong with it. */
export interface Labels {
  readonly numbers: ReadonlyMap<string, number>;
  /** The labels are texts: `numbers` are their places. */
  readonly text: boolean;
  /** Labels that are refused. */
  readonly refused: ReadonlySet<string>;
}

/** Numbers the labels of a column. Pure. */
export function labelsOf(texts: readonly string[], asText: boolean): Labels {
  const distinct = [...new Set(texts)];
  const refused = asText ? [] : distinct.filter((text) => NUMBER_LIKE.test(text) && !WHOLE.test(text));
  // A number beyond 2^53 would fall together with its neighbour, so it is a text.
  const numeric = !asText && distinct.every((text) => WHOLE.test(text) && Number.isSafeInteger(Number(text)));
  const numbers = new Map(distinct.map((text, at) => [text, numeric ? Number(text) + 0 : at]));
  return { numbers, text: !numeric, refused: new Set(refused) };
}
