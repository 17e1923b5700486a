import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { LEASE_MS, PACK_STREAM } from '../proto/queue.ts';
import { type TrialFile, trialVariables } from '../worker/trainers/command/trial-file.ts';
import { LEASE_LEAST_MS, LEASE_MOST_MS, LEVELS } from './settings.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const NAME = /\bFANOUT_[A-Z_]*[A-Z]\b/g;
/**
 * Named alike, and nobody's to set: a stream and accounts of NATS; what the supervisor of a nats-server tells
 * its own script; what a program is told of its trial (docs/trainer-command.md), and the mark on its
 * processes.
 */
const NOT_SETTINGS = [
  ...[PACK_STREAM, 'FANOUT_SYSTEM', 'FANOUT_WORKERS', 'FANOUT_GRACE_SECONDS', 'FANOUT_MARK'],
  ...Object.keys(trialVariables({} as TrialFile, '')).filter((name) => name !== 'FANOUT_RUN'),
];

/** Folders without code of a process. */
const BESIDE = ['dashboards', 'dist', 'docs', 'k8s', 'node_modules', 'runs', 'studies', 'test'];

/** The code of all processes, but for its tests. */
function code(): string {
  const folders = readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !BESIDE.includes(entry.name))
    .map(({ name }) => name);
  return folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('fixtures'))
        .map((path) => readFileSync(join(ROOT, folder, path), 'utf8')),
    )
    .join('\n');
}

/** How a variable is read: of an object by its name, taken apart, by an option, or by its name as text. */
const READ = [
  'env(?:ironment)?\\.NAME\\b',
  '\\{[^{}]*\\bNAME: \\w+',
  "\\.env\\('NAME'\\)",
  "\\(env\\w*, 'NAME'",
];

it('docs/operations.md lists each variable of the environment that is read, and no other', () => {
  const text = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
  const [, section = ''] = text.split('\n## Processes and their environment\n');
  const [table = ''] = section.split('\n## ');
  const listed = [...table.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, names]) => names?.match(NAME) ?? []);
  const all = code();
  const named = [...new Set(all.match(NAME))].filter((name) => !NOT_SETTINGS.includes(name));
  expect(listed.toSorted()).toEqual(named.toSorted());
  const isRead = (name: string) => READ.some((way) => new RegExp(way.replace('NAME', name)).test(all));
  expect(listed.filter((name) => !isRead(name))).toEqual([]);
});

it('docs/operations.md has the bounds and defaults of settings', () => {
  const text = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
  expect(text).toContain(`in milliseconds, ${LEASE_LEAST_MS} to ${LEASE_MOST_MS} (default ${LEASE_MS}) |`);
  expect(text).toContain(`| ${LEVELS.map((level) => `\`${level}\``).join(', ')} |`);
});
