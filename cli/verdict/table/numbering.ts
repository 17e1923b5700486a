import { labelsOf } from './labels.ts';

/** A column whose labels are numbered. */
export interface Column {
  readonly name: string;
  /** What its labels name: `fold`, `block` or `seed`. */
  readonly what: string;
  /** Of every row. */
  readonly texts: readonly string[];
}

/** The numbers of a column's labels, and what is to be said of them. */
export interface Numbering {
  /** Each number's label. */
  readonly names: ReadonlyMap<number, string>;
  readonly notes: readonly string[];
  /** The number of a label; 0 for one that has none, which `onFault` then hears of. */
  numberOf(text: string, onFault: (what: string, found?: string) => void): number;
}

/** Numbers the labels of a column; `textLabels`: texts are labels as well as whole numbers. Pure. */
export function numberingOf({ name, what, texts }: Column, textLabels: boolean): Numbering {
  const labels = labelsOf(
    texts.filter((text) => text !== ''),
    textLabels || what === 'block',
  );
  const asTexts = labels.text && labels.refused.size === 0;
  return {
    names: new Map([...labels.numbers].map(([text, number]) => [number, text])),
    notes: asTexts ? [`labels of "${name}" are texts: ${firstOf([...labels.numbers.keys()])}`] : [],
    numberOf(text, onFault) {
      if (text === '') onFault(`has no ${what} (column "${name}")`);
      if (labels.refused.has(text)) {
        const found = `, found ${JSON.stringify(text)} (--text-labels takes it as a text)`;
        onFault(`${name} must be a whole number or a text`, found);
      }
      return labels.numbers.get(text) ?? 0;
    },
  };
}

function firstOf(labels: readonly string[]): string {
  return labels.length <= 6
    ? labels.join(', ')
    : `${labels.slice(0, 5).join(', ')} and ${labels.length - 5} more`;
}
