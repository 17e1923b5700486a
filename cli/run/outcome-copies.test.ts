import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import { runDirectory } from './directory.ts';
import { OutcomeCopies, readCopies } from './outcome-copies.ts';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'fanout-copies-'));
});
afterEach(() => rmSync(out, { recursive: true }));

const here = () => runDirectory(out, '.');
const file = () => join(out, 'outcomes.jsonl');
const outcome = (trial: number): Outcome => ({
  ...{ trial, key: `zeros/${trial}/1`, status: 'completed', attempt: 1, worker: 'w', backend: 'wasm' },
  ...{ metrics: {}, history: {}, findings: [], seconds: 1, recordedAt: '2026-01-01T00:00:00.000Z' },
  status: 'completed',
});

async function keep(...trials: number[]): Promise<void> {
  const copies = new OutcomeCopies(here(), await readCopies(here()));
  for (const trial of trials) copies.add(outcome(trial));
  await copies.close();
}
const kept = async () => (await readCopies(here())).map(({ trial }) => trial);

it('reads what it wrote, over several parts of a run, each outcome once', async () => {
  expect(await kept()).toEqual([]);
  await keep(0, 1);
  await keep(1, 2);
  expect(await kept()).toEqual([0, 1, 2]);
  expect(readFileSync(file(), 'utf8').match(/zeros\/1/g)).toHaveLength(1);
});

it('passes over a line that is damaged or torn, and over none of the others', async () => {
  await keep(0, 1, 2);
  const text = readFileSync(file(), 'utf8');
  writeFileSync(file(), text.replace('"zeros/1/1"', '"zeros/9/1"'));
  appendFileSync(file(), '0123456789abcdef {"trial":');
  await keep(3);
  expect(await kept()).toEqual([0, 2, 3]);
});

it('takes no line of another run, whole as it is', async () => {
  const other = runDirectory(out, 'other');
  mkdirSync(other.path);
  const copies = new OutcomeCopies(other, []);
  copies.add(outcome(0));
  await copies.close();
  renameSync(join(other.path, 'outcomes.jsonl'), file());
  await keep(1);
  expect(await kept()).toEqual([1]);
});

it('puts what was recorded in the place of a copy that says something else', async () => {
  await keep(0);
  const copies = new OutcomeCopies(here(), await readCopies(here()));
  copies.add({ ...outcome(0), seconds: 7 });
  await copies.close();
  expect(await readCopies(here())).toEqual([{ ...outcome(0), seconds: 7 }]);
});

it('lets a run go on that cannot write them', async () => {
  const copies = new OutcomeCopies(runDirectory(out, 'not-there'), []);
  copies.add(outcome(0));
  await copies.close();
  copies.add(outcome(1));
});

it('does not wait at a pipe that lies in their place', async () => {
  execFileSync('mkfifo', [file()]);
  const copies = new OutcomeCopies(here(), await readCopies(here()));
  copies.add(outcome(0));
  await copies.close();
});
