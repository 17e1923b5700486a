import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderVerdict } from './render.ts';
import { readTable } from './table/observations.ts';
import { tableText } from './table-text.ts';
import { judge } from './verdict.ts';

const verdictOf = (file: string) => {
  const bytes = readFileSync(new URL(`fixtures/tables/${file}`, import.meta.url));
  return judge(readTable(bytes, { source: file }), { factor: [], arm: [], missing: 'drop', alpha: 0.05 })
    .verdict;
};

it('columns are as wide as their widest cell, with a gap between', () => {
  const columns = [{ heading: '' }, { heading: 'interval', right: true }, { heading: 'p', right: true }];
  const { heading, rows } = tableText(columns, [
    ['a − b', '−0.00196 … +0.005273', '0.0013'],
    ['c', '–', '1'],
  ]);
  expect([heading, ...rows]).toEqual([
    '                    interval       p',
    ' a − b  −0.00196 … +0.005273  0.0013',
    ' c                         –       1',
  ]);
});

it.each([30, 50, 80, 120])(
  '%i characters: nothing is cut, no line is longer but for a name by itself',
  (width) => {
    const verdict = verdictOf('long-names.csv');
    const lines = renderVerdict(verdict, 'accuracy', { colour: false, all: false, width });
    const table = lines.slice(lines.indexOf('') + 1, lines.lastIndexOf(''));
    const squeezed = table.join('').replace(/\s/g, '');
    for (const { group } of verdict.groups) if (width < 50) expect(squeezed).toContain(group);
    expect(table.join('\n')).not.toContain('…\n');
    if (width > 80) for (const line of table) expect([...line].length).toBeLessThanOrEqual(width);
    for (const { difference } of verdict.pairs) expect(squeezed).toContain((difference! * 100).toFixed(2));
  },
);

it('sixty arms: the top of each table and how many more, all of them on demand', () => {
  const verdict = verdictOf('sixty-groups.csv');
  const short = renderVerdict(verdict, 'accuracy', { colour: false, all: false });
  expect(short.join('\n')).toMatch(/ and 50 more arms .*\n(.*\n)+ and 1760 more pairs /);
  expect(short.length).toBeLessThan(40);
  for (const sentence of verdict.summary) expect(sentence.length).toBeLessThan(400);
  expect(renderVerdict(verdict, 'accuracy', { colour: false, all: true }).length).toBeGreaterThan(1830);
});

it.each([30, 80, 200])('%i characters: sentences break between words, never within', (width) => {
  const verdict = verdictOf('plain.csv');
  const lines = renderVerdict(verdict, 'accuracy', { colour: false, all: false, width });
  const sentences = [...verdict.summary, ...verdict.caveats];
  const words = new Set(sentences.flatMap((sentence) => sentence.split(' ')));
  const prose = [...lines.slice(0, lines.indexOf('')), ...lines.slice(lines.lastIndexOf('') + 1)];
  expect(prose.length).toBeGreaterThan(sentences.length);
  expect(prose.join(' ')).toBe(sentences.join(' '));
  for (const line of prose) {
    expect([...line].length).toBeLessThanOrEqual(Math.min(width, 110));
    for (const word of line.split(' ')) expect(words).toContain(word);
  }
  expect(renderVerdict(verdict, 'accuracy', { colour: false, all: false })).toEqual(
    expect.arrayContaining(sentences),
  );
});
