import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HeartbeatRequest__Output } from '../../proto/generated/fanout/v1/HeartbeatRequest.ts';
import { startSilenceWatch } from './silence.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

it('says what a run waits for when nothing was heard for 20 seconds; signs of life alone are no progress', async () => {
  const said: string[] = [];
  const sight = { nats: true, storing: true, workers: 2 };
  const shown: (string | undefined)[] = [];
  const view = startSilenceWatch({
    sight: () => sight,
    say: (text) => void said.push(text),
    show: (text) => void shown.push(text),
  });
  const next = async (seconds: number) => {
    await vi.advanceTimersByTimeAsync(1000 * seconds);
    return said.splice(0);
  };
  const starting = 'waiting for the workers: 2 are starting, and none is ready yet';
  expect(await next(19)).toEqual([]);
  view.event({ kind: 'reconciled', republished: 1 });
  expect(await next(19)).toEqual([]);
  expect(await next(1)).toEqual([`nothing was heard for 20 s; ${starting}`]);
  view.heartbeat({ worker: { worker: 'a' } } as HeartbeatRequest__Output);
  expect(await next(60)).toEqual([
    'nothing was heard for 80 s; waiting for a worker to get further: its log, in logs/ of the run, says what it does',
  ]);
  sight.workers = 0;
  expect(await next(60)).toEqual([
    'nothing was heard for 140 s; waiting for a worker: none is running, and one is started again',
  ]);
  sight.nats = false;
  expect(await next(60)).toEqual(['nothing was heard for 200 s; waiting for NATS, which does not answer']);
  [sight.nats, sight.storing] = [true, false];
  expect(await next(60)).toEqual([
    expect.stringMatching(/260 s; waiting for NATS to store: its disk is full/),
  ]);
  // What a page shows stays true while the wait lasts, and goes with it.
  expect(shown).toHaveLength(5);
  for (const text of shown)
    expect(text).toMatch(/^Since \d\d:\d\d:\d\d nothing was heard of any trial; waiting for /);
  view.event({ kind: 'reconciled', republished: 1 });
  expect(shown.slice(5)).toEqual([undefined]);
  view.stop();
  view.event({ kind: 'done' });
  expect(await next(600)).toEqual([]);
});
