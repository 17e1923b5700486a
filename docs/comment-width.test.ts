import { expect, it } from 'vitest';
import { MOST_COLUMNS, wideLines } from './comment-width.ts';

const words = (columns: number) =>
  'a '
    .repeat(columns)
    .slice(0, columns - 1)
    .concat('b');

it.each([
  ['.ts', `// ${words(MOST_COLUMNS - 2)}`],
  ['.ts', `   * ${words(MOST_COLUMNS - 4)}`],
  ['.ts', `/** ${words(MOST_COLUMNS - 3)}`],
  ['.md', words(MOST_COLUMNS + 1)],
  ['.md', `- ${words(MOST_COLUMNS - 1)}`],
] as const)('names a line of %s that is a column too wide: %s', (kind, line) => {
  expect(wideLines(`first\n${line}\n`, kind)).toEqual([{ line: 2, columns: MOST_COLUMNS + 1 }]);
  expect(wideLines(`first\n${line.slice(0, -2)}\n`, kind)).toEqual([]);
});

it.each([
  ['.ts', 'code, which the formatter wraps', `const a = '${words(200)}';`],
  ['.ts', 'an address', `// https://example.org/${'a'.repeat(200)}`],
  ['.md', 'a table', `| ${words(200)} |`],
  ['.md', 'a block of code', `\`\`\`\n${words(200)}\n\`\`\``],
  ['.md', 'indented code', `    ${words(200)}`],
  ['.md', 'a generated page', `<!-- Generated from the code -->\n${words(200)}`],
] as const)('leaves as it is, in %s: %s', (kind, _, text) => {
  expect(wideLines(text, kind)).toEqual([]);
});

it('counts characters, not bytes', () => {
  expect(wideLines(`// ${'ü '.repeat(53)}`, '.ts')).toEqual([]);
});
