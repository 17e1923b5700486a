/** Tables as people have them, and as they should not be. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TableSpec } from './columns.ts';
import { tableLines } from './columns-text.ts';
import { tableMistakes } from './likely-mistakes.ts';
import { loadTable } from './load.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-table-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function specOf(content: string | Uint8Array, options: Partial<TableSpec> = {}): TableSpec {
  const path = join(directory, 'table.csv');
  writeFileSync(path, content);
  return { kind: 'table', name: 'table', format: 'csv', path, target: 'y', ...options };
}
const load = (content: string | Uint8Array, options: Partial<TableSpec> = {}) =>
  loadTable(specOf(content, options));

const PEOPLE = 'age,city,y\n31,Berlin,yes\n,Köln,no\n45,,yes\n22.5,Berlin,no\n';

it('takes numbers as they are, texts one-hot in order, and says what is missing in features of their own', async () => {
  const dataset = await load(PEOPLE);
  expect([dataset.shape, dataset.classes, dataset.classNames, dataset.gaps]).toEqual([
    [5],
    2,
    ['no', 'yes'],
    [0],
  ]);
  expect([...dataset.x]).toEqual([
    ...[31, 0, 1, 0, 0],
    ...[Number.NaN, 1, 0, 1, 0],
    ...[45, 0, 0, 0, 1],
    ...[22.5, 0, 1, 0, 0],
  ]);
  expect([...dataset.y]).toEqual([1, 0, 1, 0]);
  expect(tableLines(dataset, 'y')).toEqual([
    'age   number, 22.5 to 45; 1 missing: the median of the training fold, and a feature that says so: 2 features',
    'city  category, "Berlin", "Köln"; 1 missing: a feature of its own: 3 features, one-hot',
    'y     target, 2 classes: "no" (2), "yes" (2)',
  ]);
});

it('takes numbers as a regression, unless they are said to be classes; these are sorted by their values', async () => {
  const text = 'a,y\n1,10\n2,9\n3,10\n4,9\n5,-1\n6,-1\n';
  const regression = await load(text);
  expect([regression.task, regression.classes, ...regression.y]).toEqual([
    'regression',
    1,
    10,
    9,
    10,
    9,
    -1,
    -1,
  ]);
  expect(tableMistakes(specOf(text), regression)).toEqual([
    expect.stringMatching(/"y" has 3 different whole numbers.*task: classification/),
  ]);
  const classes = await load(text, { task: 'classification' });
  expect([classes.task, classes.classNames, ...classes.y]).toEqual([
    undefined,
    ['-1', '9', '10'],
    2,
    1,
    2,
    1,
    0,
    0,
  ]);
});

it('takes what the study says of its columns', async () => {
  const text = 'id,size,zip,y\n1,small,04109,1.5\n2,large,04109,-\n3,small,10115,2\n';
  const dataset = await load(text.replace('-', '0.5'), {
    columns: { id: 'ignore', zip: 'category' },
    categories: { size: ['small', 'medium', 'large'] },
  });
  expect([...dataset.x]).toEqual([1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1]);
  await expect(
    load(text.replace('-', '7').replace('large', 'huge'), { categories: { size: ['small'] } }),
  ).rejects.toThrow(/line 3, column "size": "huge" is none of the 1 categories/);
  const gaps = await load('a,b,y\n-9,1,2\n4,2,3\n5,NA,4\n', { missing: ['-9', 'NA'] });
  expect(gaps.gaps).toEqual([0, 2]);
});

it('keeps the first examples with the features of all, and names other content otherwise', async () => {
  const [all, first] = [await load(PEOPLE), await load(PEOPLE, { examples: 2 })];
  expect([first.examples, first.shape, first.x.length, first.y.length]).toEqual([2, [5], 10, 2]);
  expect(first.sha256).not.toBe(all.sha256);
});

it.each<[string, string | Uint8Array]>([
  ['a mark at its beginning, and semicolons', '\uFEFFa;b;y\n1;"x;y";2\n2;z;3\n'],
  ['UTF-16 with tabs', Buffer.from('\uFEFFa\tb\ty\r\n1\tx;y\t2\r\n2\tz\t3\r\n', 'utf16le')],
  ['bars, blanks and empty lines', ' a | b | y \n1|x;y|2\n\n 2 | z | 3 \n\n'],
  ['a column of row numbers, as pandas writes it', ',a,b,y\n0,1,x;y,2\n1,2,z,3\n'],
  ['old line ends, and a line that sep= begins', 'sep=;\ra;b;y\r1;"x;y";2\r2;z;3'],
])('reads a table with %s', async (_, content) => {
  const dataset = await load(content);
  expect([[...dataset.x], [...dataset.y]]).toEqual([
    [1, 1, 0, 2, 0, 1],
    [2, 3],
  ]);
});

const many = (rows: number, row: (index: number) => string) =>
  Array.from({ length: rows }, (_, index) => row(index)).join('\n');

describe('a table that cannot be trained on is told with the place', () => {
  it.each<[string, string | Uint8Array, RegExp, Partial<TableSpec>?]>([
    ['nothing', '', /it is empty/],
    ['names alone', 'a,y\n', /no examples/],
    ['no names', '1,2\n3,4\n5,6\n', /first line has numbers/],
    ['another encoding', Buffer.from('a,y\nM\xfcller,1\n', 'latin1'), /not text in UTF-8/],
    ['zeros', 'a,y\n\0,1\n', /not text/],
    [
      'a short line',
      'a,b,y\n1,2,3\n1,2\n1,2,3,4\n',
      /line 3 has 2 cells, and there are 3 names\n.*line 4 has 4 cells/,
    ],
    ['an open quote', 'a,y\n"1,2\n3,4\n', /line 2 has a quote that does not end/],
    ['a name twice', 'a,a,y\n1,2,3\n4,5,6\n', /two columns called "a"/],
    ['a column without a name', 'a,,y\n1,2,3\n4,5,6\n', /column 2 has no name/],
    ['no target', 'a,b\n1,2\n3,4\n', /no column "y"/],
    ['a column that is not there', 'a,y\n1,2\n3,4\n', /no column "c"/, { columns: { c: 'number' } }],
    ['an ignored target', 'a,y\n1,2\n3,4\n', /is the target/, { columns: { y: 'ignore' } }],
    ['nothing beside the target', 'y\n1\n2\n', /no column to learn from/],
    [
      'an empty target',
      'a,y\n1,2\n3,\n5,NaN\n',
      /line 3, column "y": "" says nothing.*\n.*line 4, column "y": "NaN"/,
    ],
    ['one class', 'a,y\n1,x\n3,x\n', /"y" is "x" in all rows/],
    ['one number', 'a,y\n1,2\n3,2\n', /"y" is 2 in all rows/],
    ['a class that is there once', 'a,y\n1,x\n3,x\n4,z\n', /line 4, column "y": the class "z" is there once/],
    [
      'classes that are there once',
      many(20, (row) => (row === 0 ? 'a,y' : `${row},name ${row}`)),
      /"name 1" is there once, and so are 18 others/,
    ],
    [
      'a text among numbers',
      'a,y\n1,2\nabc,3\n4,5\n',
      /line 3, column "a": "abc" is no number, and 2 other cells are/,
    ],
    [
      'a text in a column of numbers',
      'a,y\n1,2\nabc,3\n4,5\n',
      /line 3, column "a": "abc" is no number$/,
      { columns: { a: 'number' } },
    ],
    ['infinity', 'a,y\n1,2\n-inf,3\n4,5\n', /"-inf" is no number: values must be finite/],
    ['a huge number', 'a,y\n1,2\n1e39,3\n4,5\n', /line 3, column "a": "1e39" is too large/],
    ['a huge target', 'a,y\n1,2\n3,1e400\n4,5\n', /line 3, column "y": "1e400" is too large/],
    [
      'a text among targets',
      'a,y\n1,2\n3,abc\n4,5\n',
      /line 3, column "y": "abc" is no number: for classes set dataset\.task/,
    ],
    [
      'decimal commas',
      `a;y\n${many(30, (row) => `${row},5;${row}`)}`,
      /"0,5", .*write decimals with a point|write decimals with a point/,
    ],
    ['dates', 'a,y\n2024-01-31,1\n2024-02-29,2\n', /line 2, column "a": "2024-01-31" is a date/],
    ['names', `a,y\n${many(30, (row) => `person ${row},${row}`)}`, /30 different texts in 30 rows/],
    [
      'too many texts',
      `a,y\n${many(4040, (row) => `t${row % 1010},${row}`)}`,
      /1,010 different texts in 4,040 rows/,
    ],
    [
      'far too many categories',
      `a,y\n${many(20_002, (row) => `t${row},${row}`)}`,
      /makes 20,002 features .* column "a"/,
      { columns: { a: 'category' } },
    ],
  ])('%s', async (_, content, message, options) => {
    await expect(load(content, options)).rejects.toMatchObject({
      code: 'DATASET_UNSUPPORTED',
      message: expect.stringMatching(message),
    });
  });

  it('a file that is not there', async () => {
    const spec = specOf(PEOPLE);
    await expect(loadTable({ ...spec, path: join(directory, 'none.csv') })).rejects.toMatchObject({
      code: 'DATASET_MISSING',
    });
  });

  it('with ten of many mistakes', async () => {
    const rows = many(30, (row) => `${row},`);
    const error = await load(`a,y\n${rows}\n`).catch((thrown: Error) => thrown);
    const lines = (error as Error).message.split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([12, '  … and 20 more']);
  });
});
