import { describe, expect, it } from 'vitest';
import { csvRows } from './csv.ts';

const cells = (text: string) => csvRows(text).map((row) => row.cells);

describe('rows of a CSV text', () => {
  it.each([
    [
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\nc,',
      [
        ['a', 'b'],
        ['c', ''],
      ],
    ],
    [
      'a,b\nc,\n',
      [
        ['a', 'b'],
        ['c', ''],
      ],
    ],
    [',', [['', '']]],
    ['a\r\n\r\nb\rc\r', [['a'], ['b'], ['c']]],
    ['"a, ""b""\nc",d', [['a, "b"\nc', 'd']]],
    ['\uFEFFa,""', [['a', '']]],
    ['', []],
  ])('%j', (text, rows) => expect(cells(text)).toEqual(rows));

  it('have the line that they begin on, however lines end', () => {
    const lines = (text: string) => csvRows(text).map(({ line }) => line);
    expect(lines('a\n"b\r\nb"\r\nc')).toEqual([1, 2, 4]);
    expect(lines('a\r"b\rb"\r\rc')).toEqual([1, 2, 5]);
  });

  it.each([
    ['a\n"b', 'line 2 has a quote that does not end'],
    ['a\n"b""', 'line 2 has a quote that does not end'],
    ['a\nb "c" d', 'line 2 has a quote in the middle of a cell'],
    ['a\r"b" c', 'line 2 has a quote in the middle of a cell'],
  ])('%j is refused', (text, message) => expect(() => csvRows(text)).toThrow(message));
});

it('reads a long quoted cell, and refuses one that can be none', () => {
  const half = '""a,\n'.repeat(20_000);
  expect(csvRows(`x,"${half}"\n`)[0]!.cells[1]).toHaveLength(half.length - 20_000);
  for (const cell of [
    'x'.repeat(20 * 2 ** 20),
    `"${'""'.repeat(10 * 2 ** 20)}"`,
    `"${'x\n'.repeat(10 * 2 ** 20)}"`,
  ])
    expect(() => csvRows(`a,b\n1,${cell}\n`)).toThrow(/^line 2 has a cell of more than 1048576 characters$/);
});
