/** Locks in the cache of shards under a clock that is set while somebody holds them. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ShardCache } from './cache.ts';
import { StandingStill } from './standing-still.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const HOUR_MS = 3_600_000;

it.each([
  ['before a clock was set back', HOUR_MS],
  ['an hour ago', -HOUR_MS],
])('takes the place of a process that was killed %s', async (_, ms) => {
  const lock = join(directory, 'key.lock');
  writeFileSync(lock, 'killed');
  const then = new Date(Date.now() + ms);
  utimesSync(lock, then, then);
  const claim = await new ShardCache(directory, 1e6, 300).claim('key', 10);
  expect(claim).toBeDefined();
  await claim!.release();
});

it('counts from when a file was last touched, whatever its time says', () => {
  let now = 0;
  const still = new StandingStill(() => now);
  const after = (ms: number, touched: number) => {
    now += ms;
    return still.seen(touched);
  };
  expect([after(5, 7_000), after(5, 7_000), after(5, 7_000)]).toEqual([0, 5, 10]);
  // Renewed, by a clock that was set back in between.
  expect([after(5, 2_000), after(5, 2_000), after(5, 9_000)]).toEqual([0, 5, 0]);
});
