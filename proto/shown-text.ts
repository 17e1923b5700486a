/**
 * Text from elsewhere on a terminal: names, licences, classes, paths, messages of other programs. What a
 * terminal would obey (escape sequences, carriage returns) and what would make a text look like another one
 * (line breaks, marks that turn the direction of writing) is shown as its code.
 */

/**
 * Controls (C0, C1, DEL); line and paragraph separators; marks of direction (Unicode TR 9); half a surrogate
 * pair; the byte order mark.
 */
const OBEYED = /[\p{Cc}\p{Surrogate}\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb]/gu;

const NAMES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

const escaped = (character: string) => {
  const code = character.codePointAt(0)!;
  const digits =
    code < 0x100 ? `x${code.toString(16).padStart(2, '0')}` : `u${code.toString(16).padStart(4, '0')}`;
  return NAMES.get(character) ?? `\\${digits}`;
};

/** A text from elsewhere, as a part of a line. Pure. */
export function shownText(text: string): string {
  return text.replace(OBEYED, escaped);
}

/**
 * Several lines that may have text from elsewhere in them, where nothing but their breaks is meant to be
 * obeyed. Text that could bring breaks of its own goes through `shownText` before. Pure.
 */
export function shownLines(text: string): string {
  return text.replace(OBEYED, (character) => (character === '\n' ? character : escaped(character)));
}

/**
 * A JSON document that a terminal may be shown: the same value, with what would be obeyed in JSON's own
 * escapes. Pure.
 */
export function shownJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(OBEYED, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
