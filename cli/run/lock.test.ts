/** The lock of a run directory: held by a process that runs, stale in every other case. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { identityOf, isRunning, type ProcessIdentity } from '../processes/identity.ts';
import { runDirectory } from './directory.ts';
import { lockRun } from './lock.ts';

let out: string;
let other: ChildProcess;
let otherIdentity: ProcessIdentity;
beforeEach(async () => {
  out = mkdtempSync(join(tmpdir(), 'fanout-lock-'));
  mkdirSync(join(out, 'r'));
  other = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => 0, 1000)']);
  await once(other.stdout!, 'data');
  otherIdentity = identityOf(other.pid!)!;
});
afterEach(() => {
  other.kill('SIGKILL');
  rmSync(out, { recursive: true, force: true });
});

const directory = () => runDirectory(out, 'r');
const lock = () => join(out, 'r', 'lock');
const leave = (content: unknown) =>
  writeFileSync(lock(), typeof content === 'string' ? content : JSON.stringify(content));

it('names its process so that no later one is taken for it, and leaves nothing in the way of the next', () => {
  const unlock = lockRun(directory());
  const kept = JSON.parse(readFileSync(lock(), 'utf8')) as ProcessIdentity;
  expect(kept).toEqual(identityOf(process.pid));
  if (process.platform === 'linux') {
    expect(kept.boot).toMatch(/^[0-9a-f-]{36}$/);
    expect(kept.started).toMatch(/^\d+$/);
  }
  expect(() => lockRun(directory())).toThrow(`process ${process.pid} is working on run r`);
  unlock();
  expect(readdirSync(join(out, 'r'))).toEqual([]);
  lockRun(directory())();
});

it('is held by another process that runs, also as an older fanout wrote it', () => {
  leave(otherIdentity);
  expect(() => lockRun(directory())).toThrow(`process ${other.pid} is working on run r`);
  leave(String(other.pid));
  expect(() => lockRun(directory())).toThrow(`process ${other.pid} is working on run r`);
  expect(existsSync(lock())).toBe(true);
});

it.each([
  ['this process’s number, of one before it', () => ({ ...identityOf(process.pid)!, started: '1' })],
  ['this process’s number, as an older fanout wrote it', () => String(process.pid)],
  ['a running process’s number, of one before it', () => ({ ...otherIdentity, started: '1' })],
  ['a running process’s number, from before the machine’s start', () => ({ ...otherIdentity, boot: 'x' })],
  ['a number that nobody has', () => ({ ...otherIdentity, pid: 2 ** 22 + 1 })],
  ['nothing', () => ''],
  ['something else', () => '{"pid": "1"'],
  ['no process', () => ({ pid: -1, boot: '', started: '' })],
])('is stale with %s', (_, content) => {
  leave(content());
  lockRun(directory())();
  expect(existsSync(lock())).toBe(false);
});

it('is stale in a container where every command has number 1', () => {
  const first: ProcessIdentity = { pid: 1, boot: 'b', started: '100' };
  expect(isRunning(first, () => first)).toBe(true);
  expect(isRunning(first, () => ({ ...first, started: '900' }))).toBe(false);
});

it('is stale once its process has ended', async () => {
  leave(otherIdentity);
  other.kill('SIGKILL');
  await once(other, 'exit');
  lockRun(directory())();
});
