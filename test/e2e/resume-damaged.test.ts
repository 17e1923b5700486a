/**
 * `fanout run --resume` over a run directory that somebody edited, emptied or damaged: refused with the
 * reason, and nothing begins anew.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunResults } from '../../results/results.ts';
import { fanout, IRIS, ROOT } from '../support/command.ts';

let directory: string;
let run: string;
let copies = 0;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-damaged-'));
  const { stdout, stderr } = await fanout(
    'run',
    ...IRIS,
    '--out',
    join(directory, 'runs'),
    '--workers',
    '1',
    '--json',
  );
  expect(stdout, stderr).not.toBe('');
  run = (JSON.parse(stdout) as RunResults).run;
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A copy of the finished run, damaged, and what resuming it comes to. */
async function resumed(damage: (path: string) => void) {
  const out = join(directory, `copy-${++copies}`);
  cpSync(join(directory, 'runs', run), join(out, run), { recursive: true });
  damage(join(out, run));
  const began = performance.now();
  const ending = await fanout('run', '--resume', run, '--out', out, '--workers', '1');
  return { ...ending, out, seconds: (performance.now() - began) / 1000 };
}

// biome-ignore lint/suspicious/noExplicitAny: what a test spoils has every type.
type Json = Record<string, any>;

/** Changes a JSON file of the run. */
const edit = (path: string, change: (content: Json) => void) => {
  const content = JSON.parse(readFileSync(path, 'utf8'));
  change(content);
  writeFileSync(path, JSON.stringify(content));
};

it.each([
  ['trials', (manifest: Json) => (manifest.trials = 12), 'trials is 12, was 20'],
  ['seeds', (manifest: Json) => (manifest.study.seeds = [1, 2]), 'study.seeds[1] is 2, was not there'],
  ['margin', (manifest: Json) => (manifest.study.objective.margin = 0.4), 'study.objective.margin is 0.4'],
])('refuses a manifest whose %s was changed', async (_, change, words) => {
  const { status, stderr } = await resumed((path) => edit(join(path, 'manifest.json'), change));
  expect(stderr).toContain(words);
  expect(status).toBe(2);
});

it('refuses a run that an earlier version of fanout made, in each command that reads its documents', async () => {
  const out = join(directory, 'earlier');
  cpSync(join(ROOT, 'results/fixtures/version-1'), join(out, 'iris-20260102-030405-0a1b'), {
    recursive: true,
  });
  for (const command of [['run', '--resume'], ['report'], ['results']]) {
    const { status, stderr } = await fanout(...command, 'iris-20260102-030405-0a1b', '--out', out);
    expect(stderr, command.join(' ')).toMatch(
      /of run iris-20260102-030405-0a1b has version 1.*, and this fanout reads version 2\n {2}use the fanout that started/,
    );
    expect(status).toBe(2);
  }
});

it('refuses storage that is gone, by a message of its own, and goes on when it is restored', async () => {
  const { status, stderr, out } = await resumed((path) =>
    renameSync(join(path, 'nats'), join(path, 'aside')),
  );
  expect(stderr).toMatch(/its storage .*\/nats is gone\n {2}restore that directory/);
  expect(status).toBe(2);
  // As told.
  renameSync(join(out, run, 'aside'), join(out, run, 'nats'));
  const restored = await fanout('run', '--resume', run, '--out', out, '--workers', '1', '--json');
  expect(restored.status, restored.stderr).toBe(0);
  expect((JSON.parse(restored.stdout) as RunResults).trials).toMatchObject({ completed: 20, attempts: 20 });
});

it('refuses a ledger that has fewer outcomes than are known to have been recorded', async () => {
  const { status, stderr } = await resumed((path) => {
    rmSync(join(path, 'results.json'));
    edit(join(path, 'seconds.json'), (progress) => (progress.recorded = 21));
  });
  expect(stderr).toContain('its ledger has 20 outcomes, and 21 were recorded');
  expect(status).toBe(2);
});

it('keeps a run whose results cannot be written, and says how it goes on', async () => {
  const { status, stderr, out } = await resumed((path) => {
    rmSync(join(path, 'results.csv'));
    mkdirSync(join(path, 'results.csv'));
  });
  expect(stderr).toMatch(/cannot write .*results\.csv/);
  expect(stderr).not.toContain('another directory');
  expect(stderr).toMatch(new RegExp(`go on with: .*run --resume ${run} --out \\S*${out.split('/').at(-1)}`));
  expect(status).toBe(2);
});

/** Where nats-server keeps the messages of a stream of the run's. */
const messagesOf = (path: string, stream: string) =>
  join(path, 'nats/jetstream/FANOUT/streams', stream, 'msgs');

/** Flips a bit of a stream's messages, at or after this share of them, where this text begins. */
function flip(path: string, stream: string, share: number, text: string): void {
  const block = join(messagesOf(path, stream), '1.blk');
  const bytes = readFileSync(block);
  const place = bytes.indexOf(text, Math.floor(bytes.length * share));
  expect(place).toBeGreaterThan(0);
  bytes[place + 2]! ^= 1;
  writeFileSync(block, bytes);
}

const ledger = (path: string) => `KV_fanout-ledger-${path.split('/').at(-1)}`;
/**
 * What a killed nats-server leaves: no index, so that the next one reads its blocks, and drops what follows
 * the damage.
 */
const withoutIndex = (path: string) => rmSync(join(messagesOf(path, ledger(path)), 'index.db'));

const accuracies = (out: string) =>
  (JSON.parse(readFileSync(join(out, run, 'results.json'), 'utf8')) as RunResults).results.map(
    ({ arm, fold, history }) => [arm, fold, history.accuracy],
  );

it.each([
  [
    'one outcome',
    (path: string) => flip(path, ledger(path), 0.5, '"status"'),
    /damaged; 1 outcome was put back .*\//,
  ],
  [
    'the whole ledger, of which there is no copy',
    (path: string) => {
      rmSync(join(path, 'outcomes.jsonl'));
      withoutIndex(path);
      flip(path, ledger(path), 0, '"status"');
    },
    /20 outcomes were lost, to be trained again/,
  ],
])('goes on when a flipped bit took %s', async (_, damage, words) => {
  const { status, stderr, out } = await resumed(damage);
  expect(stderr).toMatch(/the storage of NATS was damaged/);
  expect(stderr).toMatch(words);
  expect(status, stderr).toBe(0);
  expect(accuracies(out)).toEqual(accuracies(join(directory, 'runs')));
});
