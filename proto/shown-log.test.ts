import { expect, it } from 'vitest';
import { shownLog } from './shown-log.ts';

it('shows what a program wrote without letting it speak to the terminal', () => {
  expect(shownLog('one\ttwo\r\n\u001b]0;title\u0007red\n')).toBe('one    two\n\\x1b]0;title\\x07red\n');
  expect(shownLog(' 10%\r 50%\r100%\ndone')).toBe('100%\ndone\n');
  expect(shownLog('')).toBe('');
});
