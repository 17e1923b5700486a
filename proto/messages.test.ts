/**
 * What all messages have in common, read off the code: how they are written, and that they say what to do.
 */
import { expect, it } from 'vitest';
import { HOLE, messagesInCode, type TextInCode } from '../test/support/messages-in-code.ts';
import { faultOf, isErrorCode } from './faults-and-retries.ts';

const { texts, errors } = messagesInCode();
/** Style sheets, drawings, expressions of Vega and shaders are for programs. */
const FOR_PROGRAMS = /<svg|[{}][^ ]*:|\bdatum\b|\bself\b|: f32\b|^\n/;
const messages = texts.filter(({ text }) => !FOR_PROGRAMS.test(text));
const found = (pattern: RegExp, of: readonly TextInCode[] = messages) =>
  of.filter(({ text }) => pattern.test(text)).map(({ at, text }) => `${at} ${text}`);

it('there are messages to look at', () => {
  expect(messages.length).toBeGreaterThan(1000);
  expect(errors.length).toBeGreaterThan(150);
});

it.each([
  // Lines of a block begin with blanks, and columns are set apart by two.
  ['two blanks in a sentence', /[a-z,;:)] {2,}[a-z(]/i, /index: {3}/],
  ['a blank before a full stop or comma', /\w [.,;](\s|$)/, /^$/],
  ['a blank inside of brackets', /\( | \)/, /^$/],
  ['one word twice', /(?<!-)\b([a-z]{2,}) \1\b/i, /^$/],
  ['a rule in a rule', /must be (is|must|required)\b|\bis is\b/, /^$/],
  ['three dots in place of an ellipsis', /[a-z ]\.\.\.(\s|$)/i, /^$/],
  ['a hyphen for a minus sign', new RegExp(`(^|[\\s(±…])-(${HOLE}|\\d)`), /reshape|viewBox/],
])('none has %s', (_, pattern, but) => {
  expect(found(pattern).filter((message) => !but.test(message))).toEqual([]);
});

it('an error that a person must mend says what to do', () => {
  const silent = errors.filter(
    ({ code, hasHint }) => code !== undefined && isErrorCode(code) && faultOf(code) === 'user' && !hasHint,
  );
  expect(silent.map(({ at, code }) => `${at} ${code}`)).toEqual([]);
});
