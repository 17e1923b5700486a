import { expect, it } from 'vitest';
import { resultsOf } from '../../results/summary.ts';
import { failed, manifestOf, minimizing, recorded } from '../../web/fixtures/story.ts';
import { renderSummary } from './summary.ts';

const SHARES = manifestOf(['first', 'second', 'third'], 2, [1]);

/** Rows of the table of a run in which each arm had these values on both folds; an arm without any failed. */
function rowsOf(values: readonly (readonly [number, number] | undefined)[], manifest = SHARES): string[] {
  const events = values.flatMap((own, arm) =>
    [0, 1].map((fold) => {
      const trial = 3 * fold + arm;
      return own ? recorded(manifest, trial, own[fold]!) : failed(manifest, trial, 'no room');
    }),
  );
  const outcomes = events.flatMap((event) => (event.kind === 'recorded' ? [event.outcome] : []));
  const execution = { workers: 1, seconds: 1, secondsOfThisPart: 1, recordedInThisPart: 6 };
  const lines = renderSummary(resultsOf(manifest, outcomes, execution), { columns: 100, colour: false });
  return lines.slice(3, 6).map((line) => line.trim().replace(/ +/g, ' '));
}

it('the best arm comes first, whichever direction is the better, and one without a value last', () => {
  const values = [undefined, [0.4, 0.5], [0.8, 0.9]] as const;
  expect(rowsOf(values)).toEqual([
    'third 85.00 7.07 80.0 90.0',
    'second 45.00 7.07 40.0 50.0',
    'first – – – – failed',
  ]);
  expect(rowsOf(values, minimizing(SHARES))).toEqual([
    'second 0.4500 0.0707 0.400 0.500',
    'third 0.8500 0.0707 0.800 0.900',
    'first – – – – failed',
  ]);
});

it('values that need more characters than their column has stay apart, with fewer digits', () => {
  const values = [[0.00123, 0.00131], [1234.5, 123456.7], undefined] as const;
  expect(rowsOf(values, minimizing(SHARES)).slice(0, 2)).toEqual([
    'first 0.00127 0.00006 0.0012 0.0013',
    'second 62346 86424 1235 123457',
  ]);
});

it('says nothing of examples that nobody has counted, and of workers that nothing was heard of', () => {
  const event = failed(SHARES, 0, 'no room');
  const outcomes = event.kind === 'recorded' ? [event.outcome] : [];
  const execution = { workers: 2, seconds: 13, secondsOfThisPart: 13, recordedInThisPart: 1 };
  const results = { ...resultsOf(SHARES, outcomes, execution), examplesPerSecond: 0, backend: '' };
  const lines = renderSummary(results, { columns: 100, colour: false });
  expect(lines.find((line) => line.includes('trials completed'))).toBe(
    ' 0 of 6 trials completed, 1 failed in 0:13, 2 workers',
  );
});

it.each([
  ['folds', 2, [1], 'fold 0 fold 1'],
  ['folds and seeds', 2, [4, 3], '0·4 0·3 1·4 1·3'],
  ['seeds', 1, [7, 8], 'seed 7 seed 8'],
])('columns of single trials are named by what there is: %s', (_, folds, seeds, named) => {
  const manifest = manifestOf(['a'], folds, seeds);
  const events = Array.from({ length: folds * seeds.length }, (__, trial) => recorded(manifest, trial, 0.5));
  const outcomes = events.flatMap((event) => (event.kind === 'recorded' ? [event.outcome] : []));
  const execution = { workers: 1, seconds: 1, secondsOfThisPart: 1, recordedInThisPart: outcomes.length };
  const lines = renderSummary(resultsOf(manifest, outcomes, execution), { columns: 100, colour: false });
  expect(
    lines[2]!
      .replace(/^.*± sd/, '')
      .trim()
      .replace(/ +/g, ' '),
  ).toBe(named);
});
