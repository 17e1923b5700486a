import { invalidTable } from './invalid.ts';

/** A text and what was assumed to read it. */
export interface Decoded {
  readonly text: string;
  readonly notes: readonly string[];
}

/** Files that are often given in place of a CSV file: their first bytes, what they are, and what to do. */
const OTHER_FILES: readonly (readonly [readonly number[], string, string])[] = [
  [[0x50, 0x4b, 3, 4], 'a spreadsheet (.xlsx, .ods) or another zip file', 'save the sheet as CSV UTF-8'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an Excel workbook (.xls)', 'save the sheet as CSV UTF-8'],
  [[0x1f, 0x8b], 'compressed by gzip', 'unpack it first: gunzip FILE, or zcat FILE | fanout verdict -'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet file', 'write it as CSV, for example with pandas: to_csv'],
  [[0x7b], 'JSON', 'give the table as CSV: beside a run’s results.json there is results.csv'],
];

/**
 * The text of a CSV file: UTF-8, or UTF-16 with or without its byte order mark. Pure.
 * Throws USAGE for other encodings, and for files that are no text.
 */
export function decodeTable(bytes: Uint8Array, source: string): Decoded {
  for (const [start, kind, hint] of OTHER_FILES) {
    if (start.every((byte, index) => bytes[index] === byte)) {
      throw invalidTable(source, [`${source} is ${kind}, not CSV`], hint);
    }
  }
  const encoding = utf16Of(bytes);
  try {
    const text = new TextDecoder(encoding ?? 'utf-8', { fatal: true }).decode(bytes);
    if (text.includes('\0')) throw new TypeError('a NUL byte');
    return { text, notes: encoding ? [`the file is ${encoding.toUpperCase()}`] : [] };
  } catch {
    const cause = `${source} is not text in UTF-8 or UTF-16`;
    throw invalidTable(source, [cause], 'save it as CSV UTF-8');
  }
}

/** UTF-16 is known by its mark, or by a NUL in every second byte of the first ones (plain ASCII names). */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 16);
  if (start.length < 8 || start.length % 2 !== 0) return undefined;
  const nul = (parity: number) => start.every((byte, index) => (byte === 0) === (index % 2 === parity));
  return nul(1) ? 'utf-16le' : nul(0) ? 'utf-16be' : undefined;
}
