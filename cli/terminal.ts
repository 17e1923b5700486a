/**
 * What a command says to a person: on stderr, where nothing that came from elsewhere is obeyed by the
 * terminal.
 */
import { shownLines, shownText } from '../proto/shown-text.ts';

/** Writes lines to stderr. */
export function tell(text: string): void {
  process.stderr.write(`${shownLines(text)}\n`);
}

/** What is allowed and may not be meant, as a line of its own. Pure. */
export const warningText = (text: string): string => `warning: ${text}`;

/**
 * A plain value with each of its texts as a terminal may have it: what tables and summaries are made of.
 * Pure.
 */
export function shownValues<Value>(value: Value): Value {
  if (typeof value === 'string') return shownText(value) as Value;
  if (Array.isArray(value)) return value.map(shownValues) as Value;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shownValues(inner)])) as Value;
}
