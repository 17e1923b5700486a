import { expect, it } from 'vitest';
import { FanoutError } from '../proto/errors.ts';
import type { ErrorCode } from '../proto/faults-and-retries.ts';
import { testManifest } from '../test/support/cluster.ts';
import { failureOf, packJob, resultsByTrial } from './pack-job.ts';

it('is made of the trials of one block alone', async () => {
  const manifest = await testManifest('r', 3, 2, 2);
  const { trials, attempt } = packJob(manifest, [5, 3], 7);
  expect(trials.map(({ key }) => key)).toEqual(['choice-2/1/1', 'choice-0/1/1']);
  expect(attempt).toBe(7);
  for (const indices of [
    [2, 3],
    [0, 6],
  ])
    expect(() => packJob(manifest, indices, 1)).toThrow(expect.objectContaining({ code: 'TRIAL_UNKNOWN' }));
});

const failed = (code: ErrorCode) => ({
  status: 'failed' as const,
  error: new FanoutError(code, `of ${code}`),
});
const completed = {
  status: 'completed' as const,
  report: { metrics: {}, history: {}, findings: [], layers: [] },
};

it.each<[string, ErrorCode[], ErrorCode | undefined]>([
  ['none of it failed', [], undefined],
  ['trials failed: the first of them', ['INTERNAL', 'OUT_OF_MEMORY'], 'INTERNAL'],
  ['the machine is at fault as well: that', ['INTERNAL', 'OUTPUT_UNWRITABLE'], 'OUTPUT_UNWRITABLE'],
])('is handed back by what it failed with: %s', (_, codes, code) => {
  expect(failureOf([completed, ...codes.map(failed), completed])?.code).toBe(code);
});

it('has one result for each trial: a trainer that forgets one has a defect', async () => {
  const job = packJob(await testManifest('r', 3, 2), [0, 2], 1);
  const results = [completed, failed('INTERNAL')];
  expect(resultsByTrial(job, results)).toEqual([
    [job.trials[0], results[0]],
    [job.trials[1], results[1]],
  ]);
  for (const wrong of [[completed], [...results, completed]])
    expect(() => resultsByTrial(job, wrong)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
});
