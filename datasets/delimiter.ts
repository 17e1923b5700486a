/** A CSV text and the character that separates its cells. */
export interface Delimited {
  /** The text without a first line `sep=…`. */
  readonly body: string;
  readonly delimiter: string;
  /** Lines that stand before the body. */
  readonly linesBefore: 0 | 1;
}

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * The separator is that of a first line `sep=…`, as spreadsheets write it, or the first of comma, semicolon,
 * tab and bar that the header has. Pure.
 */
export function delimitedText(text: string): Delimited {
  const declared = /^\uFEFF?sep=(.)(?:\r\n|\r|\n)/i.exec(text);
  if (declared) return { body: text.slice(declared[0].length), delimiter: declared[1]!, linesBefore: 1 };
  const header = /^.*/.exec(text.replace(/^\uFEFF?[\r\n]*/, ''))?.[0] ?? '';
  const unquoted = header.replace(/"(?:[^"]|"")*"/g, '');
  const delimiter = DELIMITERS.find((each) => unquoted.includes(each)) ?? ',';
  return { body: text, delimiter, linesBefore: 0 };
}
