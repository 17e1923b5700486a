import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connectNats } from '../connection/connect.ts';
import { sayWhileWaiting } from './long-wait.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

it('says nothing of a short wait; of a long one after 20 seconds, then each minute, and nothing once it is over', async () => {
  const said: string[] = [];
  let finish!: (value: string) => void;
  const work = new Promise<string>((resolve) => {
    finish = resolve;
  });
  const what = (seconds: number) => `for ${seconds} s`;
  const waiting = sayWhileWaiting(work, { what, say: (text) => void said.push(text) });
  await vi.advanceTimersByTimeAsync(19_999);
  expect(said).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(said).toEqual(['for 20 s']);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(said).toEqual(['for 20 s', 'for 80 s', 'for 140 s']);
  finish('done');
  expect(await waiting).toBe('done');
  await vi.advanceTimersByTimeAsync(600_000);
  expect(said).toHaveLength(3);
});

it('who waits for NATS says so, and shows no password', async () => {
  const said: string[] = [];
  const stop = new AbortController();
  const connecting = connectNats(
    { url: 'nats://me:hunter2@127.0.0.1:1' },
    { name: 'test', signal: stop.signal, onLongWait: (text) => void said.push(text) },
  );
  const ended = expect(connecting).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await vi.advanceTimersByTimeAsync(20_000);
  stop.abort();
  await ended;
  expect(said).toEqual([
    expect.stringMatching(/^waiting for the NATS server at nats:\/\/127\.0\.0\.1:1 for 20 s: \S/),
  ]);
});
