import { expect, it } from 'vitest';
import { Pace } from './pace.ts';

/** A clock that is set by hand, in milliseconds. */
function stopped() {
  const clock = { now: 1000 };
  return { clock, pace: new Pace(20, () => clock.now) };
}

it('steps that an engine puts off share the time of the call that does them', () => {
  const { clock, pace } = stopped();
  const due = [0, 0, 0, 400].map((milliseconds) => {
    clock.now += milliseconds;
    return pace.step(32);
  });
  expect(due).toEqual([false, false, false, true]);
  expect(pace.end()).toEqual({ steps: 4, examples: 128, seconds: 0.4, waited: 0 });
});

it('waiting for a batch is no training, also when it never comes', async () => {
  const { clock, pace } = stopped();
  const later = async <Value>(value: Value) => {
    await Promise.resolve();
    clock.now += 300;
    return value;
  };
  expect(await pace.waitFor(later('batch'))).toBe('batch');
  clock.now += 50;
  pace.step(32);
  await expect(pace.waitFor(later(0).then(() => Promise.reject(new Error('gone'))))).rejects.toThrow('gone');
  expect(pace.end()).toEqual({ steps: 1, examples: 32, seconds: 0.05, waited: 0.6 });
});

it('each turn is timed from its own beginning: what lies between two counts for neither', () => {
  const { clock, pace } = stopped();
  clock.now += 30;
  pace.step(32);
  pace.end();
  clock.now += 10_000;
  pace.begin();
  clock.now += 5;
  expect(pace.step(16)).toBe(false);
  expect(pace.end()).toEqual({ steps: 1, examples: 16, seconds: 0.005, waited: 0 });
});
