import { expect, it } from 'vitest';
import { withConditions } from './conditions.ts';

it('moves the time of a transition only when the status changes', () => {
  const news = { type: 'Running' as const, reason: 'Training', message: 'one' };
  const first = withConditions([], [{ ...news, holds: true }], 1, new Date(0));
  const second = withConditions(first, [{ ...news, holds: true, message: 'two' }], 2, new Date(1000));
  expect(second).toEqual([
    {
      ...news,
      message: 'two',
      status: 'True',
      lastTransitionTime: new Date(0).toISOString(),
      observedGeneration: 2,
    },
  ]);
  const third = withConditions(second, [{ ...news, holds: false }], 2, new Date(2000));
  expect(third[0]).toMatchObject({ status: 'False', lastTransitionTime: new Date(2000).toISOString() });
});

it('is about the present generation in all conditions, since `kubectl wait` passes over those of an earlier', () => {
  const accepted = { type: 'Accepted' as const, holds: true, reason: 'Valid', message: '6 trials' };
  const running = { type: 'Running' as const, holds: true, reason: 'Training', message: 'run r' };
  const first = withConditions([], [accepted, running], 1, new Date(0));
  const scaled = withConditions(first, [running], 2, new Date(1000));
  expect(scaled.map(({ observedGeneration }) => observedGeneration)).toEqual([2, 2]);
  expect(scaled.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual(
    first.map(({ lastTransitionTime }) => lastTransitionTime),
  );
});
