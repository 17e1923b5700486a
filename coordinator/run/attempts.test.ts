import { expect, it } from 'vitest';
import { AttemptBook, type Begun, readBegun } from './attempts.ts';

const begun: Begun = { attempts: 3, worker: 'w-1', delivery: 3, told: [{ worker: 'w-1', attempt: 3 }] };

it('reads what it kept, also what an earlier version kept', () => {
  expect(readBegun(begun)).toEqual(begun);
  const { told: _, ...earliest } = begun;
  expect(readBegun(earliest)).toEqual(earliest);
  expect(readBegun({ ...begun, told: ['w-1'] })).toEqual({ ...begun, told: [{ worker: 'w-1' }] });
});

it.each([
  ['no object', 'begun'],
  ['nothing', undefined],
  ['a list', [begun]],
  ['no count', { ...begun, attempts: undefined }],
  ['a count below 0', { ...begun, attempts: -1 }],
  ['half an attempt', { ...begun, attempts: 0.5 }],
  ['more attempts than a number counts', { ...begun, attempts: 2 ** 53 }],
  ['a count that is text', { ...begun, attempts: '3' }],
  ['no delivery', { ...begun, delivery: null }],
  ['nobody', { ...begun, worker: null }],
  ['told as attempt 0', { ...begun, told: [{ worker: 'w-1', attempt: 0 }] }],
  ['told nobody', { ...begun, told: [{ attempt: 1 }] }],
])('takes %s for a pack that was not begun', async (_, value) => {
  expect(readBegun(value)).toBeUndefined();
  const book = new AttemptBook(
    { begun: async () => readBegun(value), keepBegun: async () => undefined },
    'r',
  );
  expect(await book.before({ pack: '0', worker: 'w-2', delivery: 4 })).toBe(0);
  expect(await book.told('0', 'w-1', 3)).toBeUndefined();
});
