import { expect, it } from 'vitest';
import { Backoff } from './backoff.ts';
import { nextSteps } from './decide.ts';
import { EventThrottle } from './event-throttle.ts';
import type { StudyObject } from './object.ts';

const study = (
  name: string,
  age: number,
  changes: { begun?: boolean; seeds?: number[] } = {},
): StudyObject => ({
  metadata: { name, namespace: 'default', uid: name, creationTimestamp: new Date(1_000_000 - 1000 * age) },
  spec: { dataset: { name: 'iris' }, seeds: changes.seeds ?? [1] },
  status: changes.begun ? { state: 'Running', startedAt: '2026-01-01T00:00:00Z' } : { state: 'Preparing' },
});

it('tries a study later and later, up to a bound, and at once when it was edited', () => {
  let now = 0;
  const retries = new Backoff(10, 35, () => now);
  const it = study('it', 0);
  const waits = () => {
    const from = now;
    while (retries.delayed([it]).size > 0) now += 1;
    return now - from;
  };
  const seen = [1, 2, 3, 4].map(() => {
    retries.failed(it);
    return waits();
  });
  expect(seen).toEqual([10, 20, 35, 35]);
  retries.failed(it);
  expect(retries.delayed([study('it', 0, { seeds: [2] })]).size).toBe(0);
  retries.succeeded(it);
  retries.failed(it);
  expect(waits()).toBe(10);
});

it('lets the next study go first while one that has not begun is delayed', () => {
  const steps = (begun: boolean) =>
    nextSteps([study('old', 9, { begun }), study('young', 1)], {
      works: new Map(),
      delayed: new Set(['old']),
      mostStudies: 1,
      priorityOf: () => 0,
    }).map((step) => `${step.kind} ${'study' in step ? step.study.metadata.name : ''}`);
  expect(steps(false)).toEqual(['serve young']);
  // A run that has begun keeps its place, and with it its workers.
  expect(steps(true)).toEqual(['wait young']);
});

it('says the same only now and then', () => {
  let now = 0;
  const throttle = new EventThrottle(100, () => now);
  expect([throttle.due('a'), throttle.due('a'), throttle.due('b')]).toEqual([true, false, true]);
  now = 99;
  expect(throttle.due('a')).toBe(false);
  now = 100;
  expect([throttle.due('a'), throttle.due('a')]).toEqual([true, false]);
});
