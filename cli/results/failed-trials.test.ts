import { expect, it } from 'vitest';
import { resultsCsv } from '../../results/csv.ts';
import { resultsOf } from '../../results/summary.ts';
import { failed, manifestOf, recorded } from '../../web/fixtures/story.ts';

it('the table and the document name each failed trial and its reason, with the code', () => {
  const manifest = manifestOf(['first', 'second'], 2, [7]);
  const events = [0, 1, 2].map((trial) => recorded(manifest, trial, 0.5));
  const outcomes = [...events, failed(manifest, 3, 'WORKER_LOST: given up')].flatMap((event) =>
    event.kind === 'recorded' ? [event.outcome] : [],
  );
  const execution = { workers: 1, seconds: 1, secondsOfThisPart: 1, recordedInThisPart: 4 };
  const results = resultsOf(manifest, outcomes, execution);
  const lines = resultsCsv(results)
    .trimEnd()
    .split('\n')
    .filter((line) => line.includes(',failed,'));
  expect(lines).toEqual([expect.stringMatching(/^second,1,7,failed,.*,WORKER_LOST: given up,/)]);
  const named = results.results.filter(({ status }) => status === 'failed');
  expect(named).toMatchObject([{ arm: 'second', fold: 1, seed: 7, reason: 'WORKER_LOST: given up' }]);
});
