import { expect, it } from 'vitest';
import { gridOf } from '../../../study/grid.ts';
import { manifestOf } from '../../../test/support/cluster.ts';
import { networkPack } from './pack.ts';
import { prepareRun } from './prepare.ts';

const STUDY = `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: graphs }
spec:
  dataset: { name: iris }
  vary:
    initializer: [he_normal, zeros]
    training.batchSize: [8, 16]
  folds: { count: 2 }
  seeds: [1]
  model: [dense: { units: classes, activation: softmax }]
  training: { epochs: 1 }
`;

it('takes trials that one graph trains, each with its own settings, and no others', async () => {
  const manifest = await manifestOf('graphs', STUDY);
  const run = await prepareRun(manifest, new AbortController().signal);
  const trials = gridOf(manifest.study).filter(({ fold }) => fold === 1);
  const small = trials.filter(({ arm }) => arm.includes('batchSize=8'));
  const { foldIndex, fold, settings } = networkPack(run, small);
  expect(settings.map(({ initializer, training }) => [initializer.name, training.batchSize])).toEqual([
    ['he_normal', 8],
    ['zeros', 8],
  ]);
  expect(foldIndex).toBe(1);
  expect(fold.validationSha256).toBe(manifest.folds[1]!.validationSha256);
  expect(() => networkPack(run, trials)).toThrow(
    expect.objectContaining({
      code: 'TRIAL_UNKNOWN',
      message: expect.stringContaining('do not share a graph'),
    }),
  );
});
