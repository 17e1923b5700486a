import fc from 'fast-check';
import { expect, it } from 'vitest';
import { letters, MOST_LETTERS } from './letters.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `g${index}`);

it('share a letter just when they were not told apart, whatever differs', () => {
  const table = fc.integer({ min: 1, max: 9 }).chain((count) =>
    fc.record({
      groups: fc.constant(names(count)),
      apart: fc.array(fc.boolean(), { minLength: count * count, maxLength: count * count }),
    }),
  );
  fc.assert(
    fc.property(table, ({ groups, apart }) => {
      const place = new Map(groups.map((group, index) => [group, index]));
      const differ = (a: string, b: string) => {
        const [i, j] = [place.get(a)!, place.get(b)!].sort((x, y) => x - y);
        return i !== j && apart[i! * groups.length + j!]!;
      };
      const shown = letters(groups, differ);
      for (const a of groups) {
        expect(shown.get(a)).not.toBe('');
        for (const b of groups) {
          if (a === b) continue;
          expect([...shown.get(a)!].some((each) => shown.get(b)!.includes(each))).toBe(!differ(a, b));
        }
      }
    }),
    { numRuns: 300 },
  );
});

it('256 groups in pairs that differ, of which insert-and-absorb would make 2^128 sets, take less than 5 s', () => {
  const started = performance.now();
  const groups = names(256);
  const index = new Map(groups.map((group, at) => [group, at]));
  const shown = letters(groups, (a, b) => index.get(a)! >> 1 === index.get(b)! >> 1);
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(new Set([...shown.values()].join('')).size).toBeLessThanOrEqual(MOST_LETTERS);
});

it('more than 26 letters are none', () => {
  const texts = (count: number) => [...letters(names(count), () => true).values()];
  expect(texts(26).join('')).toBe('abcdefghijklmnopqrstuvwxyz');
  expect(new Set(texts(27))).toEqual(new Set(['']));
});
