import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';

/** Mistakes that a message has room for. */
const MOST_SHOWN = 10;

/** Characters of a cell that a message shows. */
const MOST_CHARACTERS = 40;

/** A cell or a name as messages show it. Pure. */
export function quoted(text: string): string {
  const short = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  return JSON.stringify(shownText(short));
}

/** The error for a table that cannot be trained on, with each mistake that there is room for. Pure. */
export function unusable(path: string, mistakes: readonly string[], hint: string): FanoutError {
  const shown = mistakes.slice(0, MOST_SHOWN);
  if (mistakes.length > shown.length) shown.push(`… and ${mistakes.length - shown.length} more`);
  const what = shown.length === 1 ? ` ${shown[0]}` : `\n  ${shown.join('\n  ')}`;
  return new FanoutError('DATASET_UNSUPPORTED', `${shownText(path)} cannot be used as a dataset:${what}`, {
    hint,
  });
}
