/** The threat model names the tests that hold it; this one holds that they are there. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../', import.meta.url);
const text = readFileSync(fileURLToPath(new URL('docs/threat-model.md', ROOT)), 'utf8');
const sections = text.split(/^## /m).slice(1);

describe.each(sections.map((section) => [section.split('\n')[0], section] as const))('%s', (_, section) => {
  it('names tests, and each of them exists', () => {
    const [, named = ''] = section.split('\nTests: ');
    const files = [...named.matchAll(/`([^`]+\.test\.ts)`/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(new URL(file, ROOT)))).toEqual([]);
  });
});

it('is about one page', () => {
  expect(text.split('\n').length).toBeLessThan(110);
});
