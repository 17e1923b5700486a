import { expect, it } from 'vitest';
import { parseBytes, shownBytes } from './byte-size.ts';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [62_755_101_696, '58.4 GiB'],
])('%d bytes are %s', (count, text) => {
  expect(shownBytes(count)).toBe(text);
});

it.each([
  ['500000', 500_000],
  ['64MiB', 64 * 2 ** 20],
  ['20Gi', 20 * 2 ** 30],
  ['1.5 GB', 1_500_000_000],
  ['2k', 2000],
])('%s is %d bytes', (text, count) => {
  expect(parseBytes(text)).toBe(count);
});

it.each(['', 'MiB', '5i', '-1', '1e3', '9999999TB'])('%j is no number of bytes', (text) => {
  expect(parseBytes(text)).toBeUndefined();
});
