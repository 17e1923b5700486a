/** A worker that is killed takes its program with it, and all that this has started, wherever it has gone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive, processesWith } from '../../../test/support/processes.ts';

const WORKER = fileURLToPath(new URL('../../../test/support/command-worker.ts', import.meta.url));

/**
 * Says of itself and of two children, one of which leaves its session, which processes they are. All take no
 * SIGTERM.
 */
const PROGRAM = `
trap '' TERM
cd "$1"
echo "$FANOUT_DIRECTORY" > where
sh -c 'echo $$ > near; while :; do sleep 1; done' &
setsid sh -c 'echo $$ > far; while :; do sleep 1; done' </dev/null >/dev/null 2>&1 &
echo $$ > itself
while :; do sleep 1; done
`;
const NAMES = ['itself', 'near', 'far'];
const PATIENCE = { timeout: 30_000, interval: 50 };

let directory: string;
let worker: ChildProcess | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-killed-'));
});
afterEach(() => {
  worker?.kill('SIGKILL');
  for (const process of processes().filter(isAlive)) globalThis.process.kill(process, 'SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const written = (name: string) =>
  existsSync(join(directory, name)) ? readFileSync(join(directory, name), 'utf8').trim() : '';
const processes = () =>
  NAMES.map(written)
    .filter((text) => text !== '')
    .map(Number);

/** Starts the worker; its program and the children run when it returns. The trainer's directory. */
async function start(): Promise<string> {
  const args = ['--import', 'tsx', WORKER, '200', '/bin/sh', '-c', PROGRAM, 'program', directory];
  worker = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  await expect.poll(() => processes().filter(isAlive).length, PATIENCE).toBe(NAMES.length);
  return dirname(written('where'));
}

async function killed(): Promise<void> {
  worker!.kill('SIGKILL');
  await once(worker!, 'exit');
}

/** The guard of a trainer, by its directory among its arguments. */
const guards = (root: string) => processesWith(root).filter((process) => process !== worker!.pid);

describe.skipIf(process.platform !== 'linux')('a worker that is killed', () => {
  it('leaves no process of its program behind, and no file', async () => {
    const root = await start();
    expect(existsSync(root)).toBe(true);
    await killed();
    await expect.poll(() => processes().filter(isAlive), PATIENCE).toEqual([]);
    await expect.poll(() => guards(root), PATIENCE).toEqual([]);
    expect(existsSync(root)).toBe(false);
  });

  it('does so as well when its guard had been killed before, and been replaced', async () => {
    const root = await start();
    const [guard] = guards(root);
    process.kill(guard!, 'SIGKILL');
    await expect.poll(() => guards(root).filter((other) => other !== guard).length, PATIENCE).toBe(1);
    await killed();
    await expect.poll(() => processes().filter(isAlive), PATIENCE).toEqual([]);
    await expect.poll(() => guards(root), PATIENCE).toEqual([]);
  });
});
