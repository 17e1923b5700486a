import { shownText } from '../proto/shown-text.ts';

/** A guess that commander puts on a line of its own, behind the mistake. */
const GUESS = /^(.*)\n\((Did you mean [^\n]*\?)\)$/s;

/**
 * What commander says of a wrong argument, as one line: the argument is shown and not obeyed, and commander's
 * guess of what was meant follows in the same line. Pure.
 */
export function commandMistake(text: string): string {
  const [, mistake, guess] = GUESS.exec(text.trimEnd()) ?? [];
  return mistake === undefined ? shownText(text.trimEnd()) : `${shownText(mistake)}. ${shownText(guess!)}`;
}
