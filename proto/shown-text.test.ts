import { expect, it } from 'vitest';
import { FanoutError } from './errors.ts';
import { shownJson, shownLines, shownText } from './shown-text.ts';

/** What a terminal obeys, or what makes a text look like another one. */
const OBEYED = [
  ...Array.from({ length: 32 }, (_, code) => code),
  ...Array.from({ length: 33 }, (_, code) => 0x7f + code),
  ...[0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0xfeff, 0xd800, 0xdfff],
  ...Array.from({ length: 5 }, (_, code) => 0x202a + code),
  ...Array.from({ length: 4 }, (_, code) => 0x2066 + code),
].map((code) => String.fromCharCode(code));

it.each(OBEYED.map((character) => [character.charCodeAt(0).toString(16), character]))(
  'U+%s is shown as its code',
  (_, character) => {
    expect(shownText(`a${character}b`)).toMatch(/^a\\(n|r|t|x[0-9a-f]{2}|u[0-9a-f]{4})b$/);
    const lines = shownLines(`a${character}b`);
    expect(lines).toBe(character === '\n' ? 'a\nb' : shownText(`a${character}b`));
    const json = shownJson({ text: character });
    expect(JSON.parse(json)).toEqual({ text: character });
    expect(json).not.toContain(character);
    expect(new FanoutError('USAGE', `a${character}b`, { hint: character }).message).toBe(lines);
  },
);

it('leaves every other text as it is, whatever its script', () => {
  for (const text of ['', 'a b', 'Größe', '猫', '👩‍👩‍👧', 'حصان', 'a\\nb', '−½', '\u00a0'])
    expect([shownText(text), shownLines(text)]).toEqual([text, text]);
});
