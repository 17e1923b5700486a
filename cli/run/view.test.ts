/** A run where there is no terminal to draw on, by a clock that the test sets. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../coordinator/run/events.ts';
import { testManifest } from '../../test/support/cluster.ts';
import { startView, type View } from './view.ts';

const manifest = await testManifest('r', 2, 2);
let lines: string[];
let view: View;
const stream = {
  isTTY: false,
  write: (text: string) => lines.push(...text.trimEnd().split('\n')),
} as unknown as NodeJS.WriteStream;
const start = (json = false) => {
  view = startView(manifest, json, stream);
};
beforeEach(() => {
  lines = [];
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  view.stop();
  vi.useRealTimers();
});

const pass = (seconds: number) => vi.advanceTimersByTime(1000 * seconds);
const began = (pack: string, trials: number[]) =>
  view.event({ kind: 'began', pack, trials, attempt: 1, worker: 'w' });
const progress = (pack: string, trials: number[], step: number, examples: number, epoch?: number) =>
  view.event({
    ...{ kind: 'progress', pack, worker: 'w', step, steps: 100, examples, examplesPerSecond: examples * 7 },
    trials: trials.map((trial) => ({
      trial,
      ...(epoch === undefined ? {} : { epoch, metrics: { accuracy: 0.5 + trial / 10 } }),
    })),
  });
const recorded = (trial: number) =>
  view.event({
    kind: 'recorded',
    old: false,
    outcome: { trial, status: 'completed', metrics: { accuracy: 0.9 }, history: {}, findings: [] },
  } as unknown as RunEvent);
const rateOf = (line: string) => Number(/([\d,]+) examples\/s/.exec(line)?.[1]?.replaceAll(',', ''));

describe('a pack of long trials', () => {
  it('is told of every 30 seconds while nothing else is, and no more once it has ended', () => {
    start();
    began('0-1', [0, 1]);
    for (let second = 0; second < 95; second++) {
      pass(1);
      progress('0-1', [0, 1], second / 2, 1000);
    }
    expect(lines.map((line) => line.replace(/,.*/, ''))).toEqual([
      'pack 0-1 (2 trials): 14% trained',
      'pack 0-1 (2 trials): 29% trained',
      'pack 0-1 (2 trials): 44% trained',
    ]);
    recorded(0);
    recorded(1);
    lines = [];
    pass(120);
    expect(lines).toEqual([]);
  });

  it('is told of also when nothing is heard of it', () => {
    start();
    began('0-1', [0, 1]);
    pass(61);
    expect(lines).toEqual(['pack 0-1 (2 trials): 0% trained', 'pack 0-1 (2 trials): 0% trained']);
  });

  it('is told of at the end of each long epoch, with the range of its trials', () => {
    start();
    began('0-1', [0, 1]);
    for (const epoch of [0, 1, 2]) {
      pass(20);
      progress('0-1', [0, 1], 25 * (epoch + 1), 40_000, epoch);
    }
    expect(lines).toEqual([
      'pack 0-1 (2 trials): 25% trained, 1 epoch ended, accuracy 50.00% to 60.00%, 2,000 examples/s in all',
      'pack 0-1 (2 trials): 50% trained, 2 epochs ended, accuracy 50.00% to 60.00%, 2,000 examples/s in all',
      'pack 0-1 (2 trials): 75% trained, 3 epochs ended, accuracy 50.00% to 60.00%, 2,000 examples/s in all',
    ]);
  });

  it('has no line for each of many short epochs', () => {
    start();
    began('0-1', [0, 1]);
    for (let epoch = 0; epoch < 99; epoch++) {
      pass(0.1);
      progress('0-1', [0, 1], epoch + 1, 10, epoch);
    }
    expect(lines.length).toBe(1);
  });

  it('each of several, and none that was handed back', () => {
    start();
    began('0-1', [0, 1]);
    began('2-3', [2, 3]);
    view.event({
      kind: 'released',
      pack: '2-3',
      worker: 'w',
      code: 'INTERRUPTED',
      reason: '',
      trials: [2, 3],
    });
    pass(31);
    began('2-3', [2, 3]);
    pass(30);
    expect(lines.map((line) => line.slice(0, 8))).toEqual(['pack 0-1', 'pack 0-1', 'pack 2-3']);
  });
});

it('the rate of the same work is the same, however its messages fall', () => {
  start();
  const rates: number[] = [];
  // Two packs at a time, a second each, 1,000 examples a pack: messages of 1 ms, and a pause between packs.
  for (let round = 0; round < 60; round++) {
    began('0-1', [0, 1]);
    pass(0.45);
    progress('0-1', [0, 1], 50, 990);
    pass(0.001);
    progress('0-1', [0, 1], 100, 10);
    recorded(0);
    pass(0.549);
  }
  for (const line of lines) rates.push(rateOf(line));
  expect(rates.length).toBe(60);
  // After the first ten seconds: at most one message more or less in the window.
  const late = rates.slice(10);
  expect(Math.max(...late) / Math.min(...late)).toBeLessThan(1.1);
  expect(Math.abs(late.at(-1)! / 1000 - 1)).toBeLessThan(0.05);
});

it('the rate is of the last minute: what was slow before is forgotten', () => {
  start();
  began('0-1', [0, 1]);
  for (let second = 0; second < 100; second++) {
    pass(1);
    progress('0-1', [0, 1], 1, 100);
  }
  for (let second = 0; second < 62; second++) {
    pass(1);
    progress('0-1', [0, 1], 1, 900);
  }
  recorded(0);
  expect(rateOf(lines.at(-1)!)).toBe(900);
});

it('with --json each line is an event', () => {
  start(true);
  began('0-1', [0, 1]);
  pass(10);
  progress('0-1', [0, 1], 25, 20_000, 0);
  pass(31);
  recorded(0);
  view.workerLost(2, 'signal 9');
  view.storage!({ kind: 'failing', directory: '/d', reason: 'ENOSPC', code: 'ENOSPC', since: new Date(0) });
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const far = { event: 'progress', pack: '0-1', worker: 'w', trials: 2, trained: 0.25, epochs: 1 };
  expect(events).toEqual([
    { ...far, accuracy: [0.5, 0.6], examplesPerSecond: 2000 },
    { ...far, accuracy: [0.5, 0.6], examplesPerSecond: 500 },
    {
      ...{ event: 'recorded', recorded: 1, trials: 4, trial: 'choice-0/0/1', status: 'completed' },
      ...{ metrics: { accuracy: 0.9 }, findings: [], examplesPerSecond: 488 },
    },
    { event: 'workerLost', worker: 2, how: 'signal 9' },
    { event: 'storage', state: 'failing', text: expect.stringContaining('no space is left') },
  ]);
});
