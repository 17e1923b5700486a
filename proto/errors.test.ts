import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { asFanoutError, FanoutError } from './errors.ts';
import { ERROR_CODES } from './faults-and-retries.ts';

it('docs/operations.md lists each code, and no other', () => {
  const text = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');
  const listed = [...text.matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (\w+) \| (\w+) \| (.*) \|$/gm)].map(
    ([, code, exit, fault, retry, meaning]) => [code, Number(exit), fault, retry, meaning],
  );
  expect(listed).toEqual(
    Object.entries(ERROR_CODES).map(([code, { exit, fault, retry, meaning }]) => [
      code,
      exit,
      fault,
      retry,
      meaning,
    ]),
  );
});

it('whatever is thrown becomes an error with a code; a defect keeps its cause', () => {
  const own = new FanoutError('USAGE', 'what', { hint: 'do' });
  expect(asFanoutError(own)).toBe(own);
  expect([own.exitCode, own.fault, own.retry, own.hint]).toEqual([2, 'user', 'never', 'do']);
  const cause = new TypeError('x is not a function');
  expect(asFanoutError(cause)).toMatchObject({ code: 'INTERNAL', message: 'x is not a function', cause });
  expect(asFanoutError('text').message).toBe('text');
  for (const code of ['EMFILE', 'ENFILE', 'EAGAIN']) {
    const limit = Object.assign(new Error(`${code}: too many, open 'a'`), { code });
    expect(asFanoutError(limit)).toMatchObject({
      code: 'LIMIT_REACHED',
      hint: expect.stringMatching(/ulimit/),
    });
  }
});
