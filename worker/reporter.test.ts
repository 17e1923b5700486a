import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ProgressStream } from './coordinator-client.ts';
import { Reporter } from './reporter.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

it('tells of steps within an epoch, twice a second at most, however many there are', () => {
  const told: number[] = [];
  const stream = { send: ({ step }: { step: number }) => void told.push(Number(step)) };
  const pack = { run: 'r', pack: '0', worker: { worker: 'w', backend: 'b' }, attempt: 1, trials: [0] };
  const reporter = new Reporter(() => stream as unknown as ProgressStream, pack);
  for (let step = 1; step <= 40; step++) {
    vi.advanceTimersByTime(100);
    reporter.onSteps({ step, steps: 1_000, examples: 10, taken: 1, seconds: 0.1, waitedSeconds: 0 });
  }
  expect(told).toEqual([5, 10, 15, 20, 25, 30, 35, 40]);
});

it('opens its stream with the first thing to tell, once, and none where there is nothing', () => {
  let [opened, ended] = [0, 0];
  const end = () => {
    ended += 1;
  };
  const stream = { send: () => undefined, end };
  const open = () => {
    opened += 1;
    return stream as unknown as ProgressStream;
  };
  const pack = { run: 'r', pack: '0', worker: { worker: 'w', backend: 'b' }, attempt: 1, trials: [0] };
  new Reporter(open, pack).end();
  expect([opened, ended]).toEqual([0, 0]);
  const reporter = new Reporter(open, pack);
  for (const epoch of [0, 1]) reporter.onEpochs([{ place: 0, epoch, metrics: {} }]);
  reporter.end();
  expect([opened, ended]).toEqual([1, 1]);
});
