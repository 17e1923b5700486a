import { expect, it } from 'vitest';
import { longFunctions } from './function-length.ts';
import { isSource, LIMITS, sizesOf } from './source-size.ts';

const statements = (count: number) => 'step();\n'.repeat(count);
const sizes = (...lengths: number[]) =>
  sizesOf(
    lengths.map((lines, at) => ({ path: `part-${at}.ts`, text: statements(lines) })),
    {},
  );

it.each([
  ['a function', 'leading', `function leading() {\n${statements(4)}}`],
  ['an async function', 'leading', `export async function leading() {\n${statements(4)}}`],
  ['an arrow function', 'leading', `const leading = () => {\n${statements(4)}};`],
  ['a function without a name', '(no name)', `call(() => {\n${statements(4)}});`],
  ['a property', 'open', `const door = { open: () => {\n${statements(4)}} };`],
  ['a method of an object', 'open', `const door = { open() {\n${statements(4)}} };`],
  ['a method', 'Door.open', `class Door {\nopen() {\n${statements(4)}}\n}`],
  ['a constructor', 'Door.constructor', `class Door {\nconstructor() {\n${statements(4)}}\n}`],
  ['an accessor', 'Door.width', `class Door {\nget width() {\n${statements(4)}}\n}`],
])('names %s that is a line too long', (_, name, text) => {
  expect(longFunctions('door.ts', text, 5)).toEqual([
    { path: 'door.ts', line: text.startsWith('class') ? 2 : 1, name, lines: 6 },
  ]);
  expect(longFunctions('door.ts', text, 6)).toEqual([]);
});

it.each([
  ['a class, whose methods are short', `class Door {\n${'a() {}\n'.repeat(9)}}`],
  ['the docstring of a function', `/**\n${' * More.\n'.repeat(9)} */\nfunction leading() {}`],
  ['a declaration without a body', `function leading(\n${'a,\n'.repeat(9)}): void;`],
])('does not count %s', (_, text) => {
  expect(longFunctions('door.ts', text, 5)).toEqual([]);
});

it('counts the functions inside with the one that holds them, and each by itself', () => {
  const text = `function outer() {\nfunction inner() {\n${statements(4)}}\n}`;
  expect(longFunctions('a.ts', text, 5).map(({ name, lines }) => [name, lines])).toEqual([
    ['outer', 8],
    ['inner', 6],
  ]);
});

it('names each file that is a line too long', () => {
  expect(sizes(1, LIMITS.file, 1).problems).toEqual([]);
  expect(sizes(1, LIMITS.file + 1, 1).problems).toEqual([
    `part-1.ts has ${LIMITS.file + 1} lines, at most ${LIMITS.file}`,
  ]);
});

it('holds the median, which is between the two in the middle of an even number of files', () => {
  expect(sizes(9, 1, LIMITS.median)).toEqual({ files: 3, median: 9, problems: [] });
  expect(sizes(1, LIMITS.median, LIMITS.median, 200).problems).toEqual([]);
  expect(sizes(1, LIMITS.median, LIMITS.median + 1, 200).problems).toEqual([
    `the median file has ${LIMITS.median + 0.5} lines, at most ${LIMITS.median}: split files by responsibility`,
  ]);
  expect(sizes()).toEqual({ files: 0, median: 0, problems: [] });
});

it('lets an exception be long, for as long as it needs to be', () => {
  const of = (lines: number) => [
    { path: 'a.ts', text: `function loop() {\n${statements(lines - 2)}}\n` },
    { path: 'b.ts', text: statements(1) },
  ];
  const exceptions = { 'a.ts#loop': 'its split costs speed' };
  expect(sizesOf(of(LIMITS.function + 1), {}).problems).toEqual([
    `a.ts:1 loop has ${LIMITS.function + 1} lines, at most ${LIMITS.function}`,
  ]);
  expect(sizesOf(of(LIMITS.function + 1), exceptions).problems).toEqual([]);
  expect(sizesOf(of(LIMITS.function), exceptions).problems).toEqual([
    'a.ts#loop is an exception that is not needed: take it out of docs/source-size.ts',
  ]);
});

it.each([
  ['worker/worker.ts', true],
  ['dist.mjs', true],
  ['web/browser/curves.js', true],
  ['engines/contract.ts', true],
  ['worker/worker.test.ts', false],
  ['engines/engine.contract.ts', false],
  ['engines/engine.reference.ts', false],
  ['test/bench/queue/queue.ts', false],
  ['cli/fixtures/run.ts', false],
  ['proto/generated/fanout.ts', false],
  ['docs/study.md', false],
])('takes %s for source: %s', (path, taken) => {
  expect(isSource(path)).toBe(taken);
});
