/**
 * Trials of a network that are killed in their middle: the next attempt goes on from the checkpoint, and
 * comes to what it would have come to.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type RunDirectory, runDirectory } from '../../cli/run/directory.ts';
import type { RunResults } from '../../results/results.ts';
import { FANOUT, fanout, leftovers, ROOT } from '../support/command.ts';
import { processesWith } from '../support/processes.ts';

const EPOCHS = 10;
/** Steps of an epoch: half of 60,000 images, 128 at a time. */
const STEPS = 235;
const STUDY = `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: interrupted }
spec:
  dataset: { name: mnist }
  initializers: [he_normal, glorot_uniform]
  folds: { count: 2 }
  checkpoint: { every: 0.01s }
  model:
    - flatten
    - dense: { units: 8, activation: relu }
    - dense: { units: classes, activation: softmax }
  training: { epochs: ${EPOCHS}, batchSize: 128, optimizer: { adam: {} } }
`;

let directory: string;
let whole: RunResults;
const cleanups: (() => unknown)[] = [];
const at = (name: string) => join(directory, name);
const options = ['--workers', '1', '--backend', 'wasm', '--json'];
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-interrupted-'));
  writeFileSync(at('study.yaml'), STUDY);
  const { stdout, stderr } = await fanout('run', at('study.yaml'), '--out', at('whole'), ...options);
  whole = JSON.parse(stdout || JSON.stringify({ stderr }));
  expect(whole.trials, stderr).toMatchObject({ completed: 4 });
}, 300_000);
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Begins the run, and waits until some of a trial's epochs are saved, and no outcome is there. */
async function inTheMiddle(
  out: string,
): Promise<{ readonly child: ChildProcess; readonly run: RunDirectory }> {
  const args = [FANOUT, 'run', at('study.yaml'), '--out', out, ...options];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: 'ignore',
    env: { ...process.env, FANOUT_LEASE_MS: '1000' },
  });
  cleanups.push(() => child.kill('SIGKILL'));
  for (;;) {
    const [id] = existsSync(out) ? readdirSync(out) : [];
    const run = runDirectory(out, id ?? '');
    if (id !== undefined && stepsSaved(run) >= 3 * STEPS) return { child, run };
    if (child.exitCode !== null) throw new Error('the run ended before it could be interrupted');
    await setTimeout(5);
  }
}

/** Behind how many steps the newest checkpoint stands. */
function stepsSaved({ checkpoints }: RunDirectory): number {
  if (!existsSync(checkpoints)) return 0;
  const names = readdirSync(checkpoints, { recursive: true }).map(String);
  return Math.max(0, ...names.map((name) => Number(/-(\d+)\.checkpoint$/.exec(name)?.[1] ?? 0)));
}

/** What a run came to, without when and where. */
const values = ({ results }: RunResults) =>
  results.map(({ arm, fold, metrics, history, findings, layers }) => ({
    ...{ arm, fold, metrics, history, findings, layers },
  }));

function expectWentOn(run: RunDirectory, results: RunResults): void {
  expect(values(results)).toEqual(values(whole));
  expect(results.trials).toMatchObject({ completed: 4, failed: 0 });
  const lines = readFileSync(join(run.logs, 'worker-1.log'), 'utf8').split('\n');
  const wentOn = lines.flatMap((line) =>
    line.includes('goes on from checkpoints') ? [JSON.parse(line)] : [],
  );
  expect(wentOn).toHaveLength(1);
  // The trials of the pack go on together, where one was not saved as often as another.
  expect(wentOn[0].epoch).toBeGreaterThanOrEqual(2);
  expect(readdirSync(run.checkpoints)).toEqual([]);
}

it('a worker is killed: the next attempt begins at the checkpoint', async () => {
  const { child, run } = await inTheMiddle(at('worker'));
  const [worker] = processesWith(run.run).filter((pid) => commandOf(pid).includes('\0worker\0'));
  process.kill(worker!, 'SIGKILL');
  const [status] = await once(child, 'exit');
  expect(status).toBe(0);
  expectWentOn(run, JSON.parse(readFileSync(run.results, 'utf8')));
}, 300_000);

it('everything is killed: --resume goes on in the middle of the trials', async () => {
  const { child, run } = await inTheMiddle(at('all'));
  const workers = processesWith(run.run).filter((pid) => commandOf(pid).includes('\0worker\0'));
  for (const pid of [child.pid!, ...workers]) process.kill(pid, 'SIGKILL');
  while (leftovers(run.run).length > 0) await setTimeout(20);
  const { status, stdout, stderr } = await fanout('run', '--resume', run.run, '--out', at('all'), ...options);
  expect(status, stderr).toBe(0);
  expectWentOn(run, JSON.parse(stdout));
}, 300_000);

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};
