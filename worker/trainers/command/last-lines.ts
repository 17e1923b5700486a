import { shownText } from '../../../proto/shown-text.ts';

const MOST_LINES = 50;
const LONGEST_LINE = 400;
/** Of all of them together, in characters. */
const MOST_TEXT = 8_000;

/**
 * The last lines that a program printed, for a message, each with blanks before it; where they are long, the
 * last of them. Pure.
 */
export function lastLines(text: string): string[] {
  const lines = text
    .slice(-4 * MOST_TEXT)
    .split(/[\r\n]+/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-MOST_LINES)
    .map((line) => `  ${shownText(line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line)}`);
  let characters = 0;
  const first = lines.findLastIndex((line) => {
    characters += line.length;
    return characters > MOST_TEXT;
  });
  return lines.slice(first + 1);
}
