import { describe, expect, it } from 'vitest';
import type { RunResults } from '../../proto/results.ts';
import { compareRuns, kendallTau } from './compare.ts';
import { parseObservations } from './csv.ts';
import { testToTrain } from './judge.ts';

const options = { source: 'f.csv', factor: 'optimizer', value: 'loss' };

describe('a table from elsewhere', () => {
  it('is read by its columns, in any order, quoted or not', () => {
    const text = '\uFEFFfold,loss,optimizer,note\r\n0,1.5,sgd,"a, b"\r\n1,2,"ad""am",\r\n';
    expect(parseObservations(text, options)).toEqual([
      { group: 'sgd', fold: 0, seed: 0, value: 1.5, findings: [] },
      { group: 'ad"am', fold: 1, seed: 0, value: 2, findings: [] },
    ]);
  });

  it('as fanout writes it: findings count, failed trials are missing', () => {
    const text =
      'optimizer,fold,seed,status,loss,findings\na,0,1,completed,0.1,dead_start did_not_learn\nb,0,1,failed,,\n';
    expect(parseObservations(text, options)).toEqual([
      { group: 'a', fold: 0, seed: 1, value: 0.1, findings: ['dead_start', 'did_not_learn'] },
    ]);
  });

  it('has all its mistakes named, each with its line', () => {
    expect(() => parseObservations('optimizer,fold,loss\na,x,1\n\nb,0,NaN\nc,0,\n', options)).toThrow(
      /f\.csv:2 fold must be a finite number, found "x"\n.*f\.csv:4 loss .* "NaN"\n.*f\.csv:5 loss .* ""/,
    );
    expect(() => parseObservations('a,b\n1,2\n', options)).toThrow(
      /has no column "optimizer" and "fold" and "loss"; it has a, b/,
    );
    expect(() => parseObservations('', options)).toThrow(/it has none/);
    expect(() => parseObservations('optimizer,fold,loss\n', options)).toThrow(/has no values/);
    expect(() => parseObservations('optimizer,fold,loss\n"a,0,1\n', options)).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    );
  });
});

it('knows how much of the data a block trains on', () => {
  expect(testToTrain(5, undefined)).toBe(0.25);
  expect(testToTrain(1, undefined)).toBe(0);
  expect(testToTrain(5, 0.9)).toBeCloseTo(1 / 9, 12);
});

it('Kendall’s tau: 1 for the same order, −1 for the reverse, ties taken into account', () => {
  expect(kendallTau([1, 2, 3], [1, 2, 3])).toBe(1);
  expect(kendallTau([1, 2, 3], [3, 2, 1])).toBe(-1);
  // scipy.stats.kendalltau([1, 2, 3, 4], [1, 2.5, 2.5, 4]) is 0.9128709.
  expect(kendallTau([1, 2, 3, 4], [1, 2.5, 2.5, 4])).toBeCloseTo(0.9128709, 6);
});

it('compares two runs by what they share, and names what contradicts', () => {
  const run = (name: string, means: Record<string, number>, conclusion: string) =>
    ({
      run: name,
      summary: Object.entries(means).map(([initializer, meanAccuracy]) => ({ initializer, meanAccuracy })),
      verdict: { pairs: [{ a: 'x', b: 'y', conclusion }] },
    }) as unknown as RunResults;
  const lines = compareRuns(
    run('one', { x: 0.9, y: 0.8 }, 'a_better'),
    run('two', { x: 0.7, y: 0.8 }, 'b_better'),
  );
  expect(lines[0]).toMatch(/is -1\.00: the ranking does not hold/);
  expect(lines[1]).toMatch(/other way by the second: x over y/);
  expect(() => compareRuns(run('one', { x: 1 }, ''), run('two', { y: 1 }, ''))).toThrow(/share 0 choices/);
});
