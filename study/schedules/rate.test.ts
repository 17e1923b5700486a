import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schedule as schema } from '../schema/schedule.ts';
import { resolveSchedule } from '../training.ts';
import { rateAt, type Schedule, scheduleMisfits, scheduleWords } from './rate.ts';

interface Fixture {
  readonly cases: readonly {
    readonly name: string;
    readonly schedule: unknown;
    readonly epochs: number;
    readonly stepsPerEpoch: number;
    readonly rates: readonly number[];
  }[];
}
const fixture = (name: string): Fixture =>
  JSON.parse(readFileSync(new URL(`fixtures/rates-${name}.json`, import.meta.url), 'utf8'));

const scheduleOf = (given: unknown): Schedule => resolveSchedule(schema.parse(given))!;

describe.each(['keras', 'pytorch'])('the rates of %s', (framework) => {
  it.each(fixture(framework).cases)('$name', ({ schedule, epochs, stepsPerEpoch, rates }) => {
    const own = scheduleOf(schedule);
    expect(rates).toHaveLength(epochs * stepsPerEpoch);
    // Keras computes in single precision.
    for (const [step, rate] of rates.entries())
      expect(rateAt(own, step, { epochs, stepsPerEpoch })).toBeCloseTo(rate, 6);
    expect(scheduleMisfits(own, { epochs, stepsPerEpoch })).toEqual([]);
  });
});

const run = { epochs: 3, stepsPerEpoch: 4 };

it('is 1 at every step where nothing is said, or constant', () => {
  expect(resolveSchedule('constant')).toBeUndefined();
  expect(resolveSchedule(schema.parse({ constant: {} }))).toBeUndefined();
  expect(rateAt(undefined, 7, run)).toBe(1);
});

it('warms up in front of any schedule, in a line to where that begins', () => {
  const warm = scheduleOf({ constant: {}, warmup: { epochs: 1, from: 0.5 } });
  const rates = Array.from({ length: 6 }, (_, step) => rateAt(warm, step, run));
  expect(rates).toEqual([0.5, 0.625, 0.75, 0.875, 1, 1]);
  const cycle = scheduleOf({ oneCycle: { divide: 10 }, warmup: { steps: 2 } });
  expect([0, 1, 2].map((step) => rateAt(cycle, step, run))).toEqual([
    0,
    expect.closeTo(0.05, 12),
    expect.closeTo(0.1, 12),
  ]);
});

it.each([
  [{ step: { every: 3 } }, 'step.every must come before the end of the run, 3 epochs long, found 3'],
  [{ step: { at: [1, 9] } }, 'step.at must come before the end of the run, 3 epochs long, found 9'],
  [{ step: { at: [2, 1] } }, 'step.at must be in ascending order, found 2, 1'],
  [{ step: {} }, 'step.every must stand alone or give way to at: exactly one of every, at'],
  [
    { step: { every: 1, at: [1] } },
    'step.every must stand alone or give way to at: exactly one of every, at',
  ],
  [{ cosine: { over: 13 } }, 'cosine.over must fit into the 12 steps that the run has for it, found 13'],
  [
    { polynomial: { over: 3, by: 'epoch' }, warmup: { epochs: 1 } },
    'polynomial.over must fit into the 2 epochs that the run has for it, found 3',
  ],
  [
    { exponential: { factor: 0.9, every: 4 } },
    'exponential.every must fit into the 3 epochs that the run has for it, found 4',
  ],
  [
    { cosine: {}, warmup: { epochs: 3 } },
    'warmup.epochs must end before the run does, 3 epochs long, found 3',
  ],
  [
    { oneCycle: {}, warmup: { steps: 40 } },
    'warmup.steps must end before the run does, 12 steps long, found 40',
  ],
])('says what of %j does not fit', (given, message) => {
  const misfits = scheduleMisfits(scheduleOf(given), run);
  expect(misfits.map(({ setting, message }) => `${setting} ${message}`)).toEqual([message]);
});

it('is told in words', () => {
  const words = (given: unknown) => scheduleWords(scheduleOf(given));
  expect(words({ cosine: {}, warmup: { epochs: 1 } })).toBe(
    'falls along half a cosine to 0, at each step, after a warm-up of 1 epoch in a straight line from 0',
  );
  expect(words({ cosine: { to: 0.1 } })).toBe('falls along half a cosine to 0.1 of itself, at each step');
  expect(words({ step: { at: [80] } })).toBe('is multiplied by 0.1 after epoch 80');
  expect(words({ step: { at: [80, 120] } })).toBe('is multiplied by 0.1 after epoch 80 and 120');
  expect(words({ step: { every: 30, factor: 0.5 } })).toBe('is multiplied by 0.5 every 30 epochs');
  expect(words({ exponential: { factor: 0.9, every: 2 } })).toBe(
    'is multiplied by 0.9 every 2 epochs, in equal ratios at each epoch',
  );
  expect(words({ exponential: { factor: 0.9, staircase: true } })).toBe(
    'is multiplied by 0.9 each epoch, at its end',
  );
  expect(words({ polynomial: { over: 5 } })).toBe('falls in a straight line to 0 over 5 steps, at each step');
  expect(words({ polynomial: { power: 2 } })).toBe('falls along a power of 2 to 0, at each step');
  expect(words({ oneCycle: {} })).toBe(
    'rises from 1/25 of itself in the first 30% of the steps, then falls to 1/250000 of itself, at each step',
  );
  expect(words({ constant: {}, warmup: { steps: 7, from: 0.2 } })).toBe(
    'stays the same, after a warm-up of 7 steps in a straight line from 0.2 of itself',
  );
});
