import { type Document, visit } from 'yaml';

/** A number of a document that cannot be kept as it is written. */
export interface InexactNumber {
  /** In characters, from the beginning of the text. */
  readonly offset: number;
  readonly message: string;
}

/**
 * Whole numbers beyond 2^53, of which neighbours would become the same number: two seeds of 64 bits would
 * be one. Pure.
 */
export function inexactNumbers(document: Document): InexactNumber[] {
  const found: InexactNumber[] = [];
  visit(document, {
    Scalar: (key, { value, source, range }) => {
      if (key === 'key' || typeof value !== 'number' || source === undefined) return;
      if (!/^[-+]?(\d+|0x[\da-f]+|0o[0-7]+)$/i.test(source) || Number.isSafeInteger(value)) return;
      const message = `${source} is too large to be kept exactly: whole numbers must be at most 2^53 − 1`;
      found.push({ offset: range?.[0] ?? 0, message });
    },
  });
  return found;
}
