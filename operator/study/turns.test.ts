import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Turns } from './turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Something that goes on until it is told to end. */
function task(turns: Turns, name: string, log: string[], signal = new AbortController().signal) {
  let end: () => void = () => undefined;
  const work = new Promise<void>((resolve) => {
    end = resolve;
  });
  const taken = turns.take(() => {
    log.push(name);
    return work;
  }, signal);
  taken.catch(() => log.push(`${name} left`));
  return { end, taken };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

it('lets so many go at once, then the next in order, also after one that fails', async () => {
  const log: string[] = [];
  const turns = new Turns(2, 1_000);
  const [a] = ['a', 'b', 'c', 'd'].map((name) => task(turns, name, log));
  await settle();
  expect(log).toEqual(['a', 'b']);
  a!.end();
  await settle();
  expect(log).toEqual(['a', 'b', 'c']);
  const failing = new Turns(1, 1_000);
  const signal = new AbortController().signal;
  await expect(failing.take(() => Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  await expect(failing.take(async () => 'next', signal)).resolves.toBe('next');
});

it('lets the others go on when one takes too long, and gives its place away once', async () => {
  const log: string[] = [];
  const turns = new Turns(1, 1_000);
  const [slow] = ['slow', 'b', 'c'].map((name) => task(turns, name, log));
  await vi.advanceTimersByTimeAsync(999);
  expect(log).toEqual(['slow']);
  await vi.advanceTimersByTimeAsync(1);
  expect(log).toEqual(['slow', 'b']);
  slow!.end();
  await settle();
  expect(log).toEqual(['slow', 'b']);
});

it('lets go of one that is told to stop while it waits', async () => {
  const log: string[] = [];
  const turns = new Turns(1, 1_000);
  const stop = new AbortController();
  const first = task(turns, 'first', log);
  task(turns, 'stopped', log, stop.signal);
  task(turns, 'third', log);
  stop.abort(new Error('the study was deleted'));
  first.end();
  await settle();
  expect(log).toEqual(['first', 'stopped left', 'third']);
});
