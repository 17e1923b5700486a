import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { closeWriters, Pipes } from './pipes.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-pipes-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

/** What one program after another gets. */
const opened = (pipes: Pipes, count: number) =>
  Array.from({ length: count }, () => {
    const pair = pipes.open();
    if (pair) closeWriters(pair);
    for (const { reader } of pair ?? []) reader.destroy();
    pipes.ended();
    return pair !== undefined;
  });

it('gives one program after another pipes, and none where the system cannot make any', () => {
  expect(opened(new Pipes(directory), 3)).toEqual([true, true, true]);
  // An image with little in it has no mkfifo.
  vi.stubEnv('PATH', directory);
  expect(opened(new Pipes(directory), 3)).toEqual([false, false, false]);
});
