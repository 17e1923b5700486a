import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Heartbeats } from './heartbeats.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A worker, and the states that it has told. */
function worker() {
  const told: string[] = [];
  const own = { state: 'idle', told, heartbeats: new Heartbeats(() => void told.push(own.state)) };
  return Object.assign(own, {
    become(state: string) {
      own.state = state;
      own.heartbeats.changed();
    },
  });
}

it('tells a change at once where none was told lately', () => {
  const { become, told } = worker();
  become('idle');
  vi.advanceTimersByTime(250);
  become('training');
  expect(told).toEqual(['idle', 'training']);
});

it('tells four times a second at most, and the state of last in any case', () => {
  const { become, told } = worker();
  for (let trial = 0; trial < 100; trial++) {
    become('training');
    become('idle');
    vi.advanceTimersByTime(10);
  }
  expect(told.length).toBeLessThanOrEqual(5);
  become('draining');
  vi.advanceTimersByTime(250);
  expect(told.at(-1)).toBe('draining');
});

it('tells at once what must be told, and nothing behind the end', () => {
  const { become, told, heartbeats } = worker();
  become('idle');
  become('draining');
  heartbeats.now();
  become('idle');
  heartbeats.end();
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual(['idle', 'draining']);
});
