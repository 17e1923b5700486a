/** The images run on a Node that gets fixes and that fanout is for. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const IMAGES = new URL('images/', import.meta.url);
const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
/** The oldest that gets fixes: https://nodejs.org/en/about/previous-releases. */
const OLDEST_WITH_FIXES = 22;

it.each(readdirSync(IMAGES).filter((name) => name.endsWith('.Containerfile')))('%s', (name) => {
  const text = readFileSync(new URL(name, IMAGES), 'utf8');
  const bases = [...text.matchAll(/^ARG (?:BUILD_)?BASE=(\S+)$/gm)].map(([, base]) => base!);
  expect(bases).toHaveLength(2);
  // No stage begins from anything else.
  const stages = [...text.matchAll(/^FROM (\S+)/gm)].map(([, from]) => /^\$\{(\w+)\}$/.exec(from!)?.[1]);
  expect(stages).toEqual(['BUILD_BASE', 'BASE']);
  const [, below] = /<(\d+)$/.exec(engines.node) ?? [];
  for (const base of bases) {
    const major = Number(/^node:(\d+)-/.exec(base)?.[1]);
    expect(major).toBeGreaterThanOrEqual(OLDEST_WITH_FIXES);
    expect(major).toBeLessThan(Number(below));
  }
});

it('get all that they are built from', () => {
  const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
  const sent = read('.containerignore').split('\n');
  const scripts = [...read('dist.mjs').matchAll(/from '\.\/([\w.]+)'/g)].map(([, name]) => name!);
  const { include } = JSON.parse(read('tsconfig.build.json')) as { include: string[] };
  expect(scripts).toContain('carried.mjs');
  expect(sent).toEqual(
    expect.arrayContaining([...include, 'dist.mjs', ...scripts].map((name) => `!${name}`)),
  );
});
