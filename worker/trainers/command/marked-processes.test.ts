import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { MarkedProcesses } from './marked-processes.ts';

const MARK = 'a-mark-of-a-test-7d1f';
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(environment: Record<string, string>): number {
  const child = spawn('sleep', ['1000'], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: 'ignore',
  });
  children.push(child);
  return child.pid!;
}

describe.skipIf(process.platform !== 'linux')('processes with a mark', () => {
  it.each([
    ['lately, among the few since', 0],
    ['long ago, among all', 3_600_000],
  ])('are found, and no others: %s', (_, ago) => {
    const marked = new MarkedProcesses();
    const startedAt = performance.now() - ago;
    const other = start({ OTHER: 'x' });
    const first = start({ MARK });
    const second = start({ MARK });
    const found = () => new Set(marked.find(MARK, first, startedAt));
    expect(found()).toEqual(new Set([first, second]));
    expect(new MarkedProcesses().find('another-mark', other, startedAt)).toEqual([]);
    const third = start({ MARK });
    expect(found()).toEqual(new Set([first, second, third]));
  });

  it('are found wherever their numbers are, once numbers may have begun anew', () => {
    const early = start({ MARK });
    const late = start({ MARK });
    const found = new MarkedProcesses().find(MARK, late, performance.now() - 3_600_000);
    expect(new Set(found)).toEqual(new Set([early, late]));
  });
});
