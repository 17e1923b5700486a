import { expect, it } from 'vitest';
import { isOfTheDisk, whyUnwritten } from './why-unwritten.ts';

const failed = (code: string | undefined, syscall: string) =>
  Object.assign(new Error(`${code}: said by the system`), { code, syscall });

it.each([
  ['EROFS', 'the file system is read-only (EROFS)'],
  ['ENOSPC', 'no space is left on the disk (ENOSPC)'],
  ['EACCES', 'this user may not write there (EACCES)'],
  ['ENOTDIR', 'a file stands where a directory should (ENOTDIR)'],
  ['EWHAT', 'EWHAT: said by the system'],
  [undefined, 'undefined: said by the system'],
])('%s is %s', (code, words) => expect(whyUnwritten(failed(code, 'open'))).toBe(words));

it('tells a disk from a network', () => {
  expect([failed('ENOSPC', 'write'), failed('EACCES', 'open')].map(isOfTheDisk)).toEqual([true, true]);
  const others = [failed('EACCES', 'connect'), failed('ECONNRESET', 'read'), failed(undefined, '')];
  expect(others.map(isOfTheDisk)).toEqual([false, false, false]);
});
