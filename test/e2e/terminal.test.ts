/**
 * Nothing that comes from a file, a name or an argument is obeyed by the terminal that shows it, whichever
 * command shows it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fanout } from '../support/command.ts';
import { packNumbered } from '../support/shards.ts';

/** Sets a title, clears the screen, turns the direction of writing, forges a line. */
const HOSTILE = '\u001b]0;PWNED\u0007\u001b[2J\u009b31m\u202eevil\r\nSHA-256   forged';
const OBEYED = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-terminal-'));
  await packNumbered(directory, { examples: 6, shape: [4], each: 3 });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let written = 0;
const indexWith = (changes: Record<string, unknown>) => {
  const path = join(directory, 'shards', 'index.json');
  const hostile = join(directory, 'shards', `hostile-${written++}.json`);
  writeFileSync(hostile, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...changes }));
  return hostile;
};

const table = () => {
  const path = join(directory, 'table.csv');
  const rows = [HOSTILE, '\u202ereversed', '__proto__', 'plain'].flatMap((name, place) =>
    [0, 1, 2, 3, 4].map((fold) => `"${name}",${fold},1,${0.5 + 0.01 * place + 0.001 * fold * place}`),
  );
  writeFileSync(path, `initializer,fold,seed,accuracy\n${rows.join('\n')}\n`);
  return path;
};

const study = () => {
  const path = join(directory, 'study.yaml');
  const spec = { dataset: { name: 'iris' }, [HOSTILE]: 1, initializers: [HOSTILE], initialize: HOSTILE };
  writeFileSync(
    path,
    JSON.stringify({ apiVersion: 'fanout.dev/v1', kind: 'Study', metadata: { name: 'a' }, spec }),
  );
  return path;
};

const COMMANDS: [string, () => string[]][] = [
  [
    'names, licences and classes of an index',
    () => {
      const classNames = [HOSTILE, '\u001b[31mcat', 'd\nog'];
      return ['dataset', 'inspect', indexWith({ name: HOSTILE.slice(0, 60), licence: HOSTILE, classNames })];
    },
  ],
  ['a field of an index', () => ['dataset', 'inspect', indexWith({ [HOSTILE]: 1 })]],
  ['a path', () => ['dataset', 'inspect', join(directory, HOSTILE)]],
  ['a table', () => ['verdict', table()]],
  ['a study', () => ['validate', study(), '--no-timing']],
  ['a command', () => [HOSTILE]],
  ['the value of an option', () => ['run', '--workers', HOSTILE, 'a.yaml']],
];

it('shows what it is given, and obeys none of it', async () => {
  // Two at a time: there are no more cores.
  for (let at = 0; at < COMMANDS.length; at += 2) {
    await Promise.all(
      COMMANDS.slice(at, at + 2).map(async ([name, args]) => {
        const { stdout, stderr } = await fanout(...args());
        const text = stdout + stderr;
        expect(text, name).toMatch(/PWNED|cat|reversed/);
        expect(text, name).not.toMatch(OBEYED);
        expect(text, name).not.toMatch(/^\s*SHA-256 +forged/m);
      }),
    );
  }
});
