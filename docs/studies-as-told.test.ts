/** What comments and pages say of the example studies, held to the studies themselves. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

it.each(readdirSync(new URL('../studies/', import.meta.url)).filter((name) => name.endsWith('.yaml')))(
  '%s has as many seeds, folds and initializers as its comment says',
  (name) => {
    const text = read(`studies/${name}`);
    const { spec } = parse(text);
    const counts: Record<string, number | undefined> = {
      seeds: spec.seeds?.length ?? 1,
      folds: spec.folds?.count ?? 5,
      'weight initializers': spec.initializers?.length,
    };
    const comments = text.match(/^#.*$/gm)!.join('\n');
    for (const [, number, what] of comments.matchAll(/\b([a-z]+) (seeds|folds|weight initializers)\b/gi)) {
      const told = NUMBERS.indexOf(number!.toLowerCase());
      if (told >= 0) expect([what, told]).toEqual([what, counts[what!]]);
    }
  },
);

it('the time of the quickstart is the same in the study and in the README', () => {
  const timeIn = (text: string) =>
    /results and a report in (about .*?)$|one epoch: (about .*?) on/m.exec(text);
  const [, told] = timeIn(read('README.md'))!;
  expect(timeIn(read('studies/quickstart.yaml'))![2]).toBe(told);
});

it('no page parses what npm prints before the results', () => {
  const README = read('README.md');
  const pages = [
    'README.md',
    ...readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.md')),
  ];
  expect(README).toMatch(/npm run -s fanout -- results RUN --json/);
  for (const page of pages)
    expect(read(page === 'README.md' ? page : `docs/${page}`)).not.toMatch(
      /npm run fanout -- [^\n`]*(--json|--csv|[|>])/,
    );
});
