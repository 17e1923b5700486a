import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { PACK_STREAM } from '../proto/queue.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const NAME = /\bFANOUT_[A-Z_]*[A-Z]\b/g;
/**
 * Named alike, and nobody's to set: a stream and accounts of NATS; what the supervisor of a nats-server tells
 * its own script.
 */
const NOT_SETTINGS = [PACK_STREAM, 'FANOUT_SYSTEM', 'FANOUT_WORKERS', 'FANOUT_GRACE_SECONDS'];

/** The names in the code of a process, but for its tests. */
function namesInCode(): Set<string> {
  const names = [
    'analysis',
    'cli',
    'coordinator',
    'datasets',
    'engines',
    'operator',
    'proto',
    'report',
    'results',
    'study',
    'telemetry',
    'web',
    'worker',
  ].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('fixtures'))
      .flatMap((path) => readFileSync(join(ROOT, folder, path), 'utf8').match(NAME) ?? []),
  );
  return new Set(names);
}

it('docs/operations.md lists each variable of the environment that is read, and no other', () => {
  const text = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
  const [, section = ''] = text.split('\n## Processes and their environment\n');
  const [table = ''] = section.split('\n## ');
  const listed = [...table.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, names]) => names?.match(NAME) ?? []);
  const read = [...namesInCode()].filter((name) => !NOT_SETTINGS.includes(name));
  expect(listed.toSorted()).toEqual(read.toSorted());
});
