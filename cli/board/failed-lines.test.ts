import { expect, it } from 'vitest';
import type { RunResults } from '../../results/results.ts';
import { failedArmsSentence, failedLines } from './failed-lines.ts';

const trial = (arm: string, seed: number, reason?: string) => ({
  ...{ arm, fold: 0, seed, status: reason === undefined ? 'completed' : 'failed' },
  ...(reason === undefined ? {} : { reason }),
});
const run = (...results: ReturnType<typeof trial>[]) =>
  ({
    results,
    trials: { total: results.length },
    summary: [...new Set(results.map(({ arm }) => arm))].map((arm) => ({ arm })),
  }) as unknown as RunResults;
const REASON =
  'PROGRAM_FAILED: the program of a/0/1 ended with exit status 1; its last lines:\n  Traceback\n  ValueError: bad lr';
const logs = (key?: string) => `fanout logs r${key === undefined ? '' : ` ${key}`}`;

it('says which trial failed, why by its first and last line, and the command that shows its log', () => {
  expect(failedLines(run(trial('a', 1, REASON), trial('b', 1)), logs)).toEqual([
    '1 of 2 trials failed:',
    '  a/0/1: PROGRAM_FAILED: the program of a/0/1 ended with exit status 1; its last line: ValueError: bad lr\n    fanout logs r a/0/1',
  ]);
  expect(failedLines(run(trial('a', 1)), logs)).toEqual([]);
});

it('tells of the first of many, and counts the others', () => {
  const lines = failedLines(run(...[1, 2, 3, 4, 5, 6, 7].map((seed) => trial('a', seed, 'x'))), logs);
  expect(lines).toHaveLength(7);
  expect(lines.at(-1)).toBe('  and 2 more: fanout logs r');
  expect(failedLines(run(trial('a', 1, 'x')), undefined)[1]).toBe('  a/0/1: x');
});

it('names the arms that have failed trials', () => {
  const some = run(trial('a', 1, 'x'), trial('a', 2, 'x'), trial('b', 1, 'x'), trial('b', 2), trial('c', 1));
  expect(failedArmsSentence(some)).toEqual([expect.stringMatching(/^Trials failed: all 2 of a, 1 of b\. /)]);
  expect(failedArmsSentence(run(trial('c', 1)))).toEqual([]);
});
