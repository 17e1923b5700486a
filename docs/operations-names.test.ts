/** What docs/operations.md and docs/threat-model.md name, in whatever column or sentence, is there. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../proto/faults-and-retries.ts';
import { read } from './held-by-tests.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** The code in which commands and their options are named. */
const code = execFileSync('git', ['ls-files', 'cli', 'test/faults/faults.ts', 'test/fuzz/fuzz.ts'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && existsSync(`${ROOT}${path}`))
  .map(read)
  .join('\n');

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
const anchorsIn = (path: string) =>
  [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));

/** Options of other programs. */
const OTHERS = ['--previous'];

describe.each(['docs/operations.md', 'docs/threat-model.md'])('%s', (path) => {
  const text = read(path).replace(/\s+/g, ' ');
  const named = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name!))];

  it('names commands and options that there are', () => {
    const commands = named(/`fanout (?!\d)([a-z]+)\b/g);
    expect(commands).toContain('run');
    expect(commands.filter((name) => !code.includes(`Command('${name}')`))).toEqual([]);
    const options = named(/(?<![\w-])(--[a-z][a-z-]+)/g).filter((name) => !OTHERS.includes(name));
    const isThere = (name: string) => new RegExp(`'${name}[ ']|'?${name.slice(2)}'?: \\{$`, 'm').test(code);
    const inOneLine = (name: string) => new RegExp(`'?\\b${name.slice(2)}'?: \\{ type:`).test(code);
    expect(options.filter((name) => !isThere(name) && !inOneLine(name))).toEqual([]);
  });

  it('names codes that there are', () => {
    const known = [...Object.keys(ERROR_CODES), 'STORE_LIMIT'];
    const codes = named(/(?<![\w$])([A-Z]{3,}_[A-Z_]*[A-Z])\b/g).filter(
      (name) => !/^(FANOUT|AWS)_/.test(name),
    );
    expect(codes.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('links to files and headings that there are', () => {
    const links = named(/\]\(([^)]+)\)/g).filter((link) => !/^https?:/.test(link));
    expect(links.length).toBeGreaterThan(0);
    const broken = links.filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : new URL(file, `file:///docs/`).pathname.slice(1);
      return !existsSync(`${ROOT}${target}`) || (anchor !== undefined && !anchorsIn(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });
});
