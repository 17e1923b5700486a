import { expect, it } from 'vitest';
import { listing, otherAttempts } from './listing.ts';

it('marks trials that failed, with why, and counts attempts', () => {
  const trials = [
    { key: 'a/0/1', attempts: [1] },
    { key: 'a/1/1', attempts: [1, 2] },
    { key: 'b/0/1', attempts: [1] },
  ];
  const reason = 'PROGRAM_FAILED: it ended with exit status 3; its last lines:\n  boom';
  expect(
    listing(trials, [
      { key: 'a/1/1', status: 'failed', reason },
      { key: 'b/0/1', status: 'completed' },
    ]),
  ).toEqual(['a/0/1', 'a/1/1  2 attempts  FAILED: PROGRAM_FAILED: it ended with exit status 3', 'b/0/1']);
});

it('names the attempts that are not shown', () => {
  expect(otherAttempts({ key: 'a/0/1', attempts: [1, 2, 3] }, 3)).toBe(
    'attempt 3 of a/0/1; --attempt shows another: 1, 2',
  );
  expect(otherAttempts({ key: 'a/0/1', attempts: [1] }, 1)).toBeUndefined();
});
