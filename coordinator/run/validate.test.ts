import { describe, expect, it } from 'vitest';
import type { CompleteRequest__Output } from '../../proto/generated/fanout/v1/CompleteRequest.ts';
import type { Manifest } from '../../proto/manifest.ts';
import { isWorkerName, validateCompletion } from './validate.ts';

const manifest = {
  run: 'run-1',
  trials: 4,
  folds: [{ validationSha256: 'aa' }, { validationSha256: 'bb' }],
  study: {
    initializers: [{ label: 'zeros' }, { label: 'ones' }],
    folds: { count: 2 },
    seeds: [7],
    training: { epochs: 1 },
  },
} as unknown as Manifest;

const valid = {
  run: 'run-1',
  pack: '2-3',
  trial: 3,
  attempt: 2,
  worker: { worker: 'host-1', backend: 'wasm' },
  foldSha256: 'bb',
  epochs: [{ accuracy: 0.5, loss: 1.5, train_loss: 2 }],
  findings: [],
  seconds: 1.25,
} as unknown as CompleteRequest__Output;

const NOW = new Date('2026-01-02T03:04:05Z');
const check = (change: object) => validateCompletion(manifest, { ...valid, ...change }, NOW);

it('makes an outcome of a completion', () => {
  expect(check({})).toEqual({
    ...{ trial: 3, key: 'ones/1/7', status: 'completed', attempt: 2, worker: 'host-1', backend: 'wasm' },
    ...{
      epochs: [{ accuracy: 0.5, loss: 1.5, train_loss: 2 }],
      findings: [],
      seconds: 1.25,
      recordedAt: '2026-01-02T03:04:05.000Z',
    },
  });
});

it('takes a loss that is not finite when a finding says that the trial diverged', () => {
  const diverged = [{ diverged: { step: 3 } }];
  for (const epoch of [
    { accuracy: 0.1, loss: Number.NaN, train_loss: Number.POSITIVE_INFINITY },
    { accuracy: 0.1 },
  ]) {
    expect(check({ epochs: [epoch] })).toMatch(/no finding says that the trial diverged/);
    expect(check({ epochs: [epoch], findings: diverged })).toMatchObject({
      epochs: [{ accuracy: 0.1 }],
    });
  }
});

describe('refuses what cannot be true', () => {
  it.each([
    ['another run', { run: 'run-2' }, /for run "run-2"/],
    ['an unknown trial', { trial: 4 }, /trial 4 is not in the manifest/],
    ['a trial that is not in the pack', { trial: 1 }, /not in pack "2-3"/],
    ['a pack that is none', { pack: '../x' }, /not in pack/],
    ['another fold', { foldSha256: 'aa' }, /checksum bb, found "aa"/],
    [
      'no accuracy',
      { epochs: [{ loss: 1, trainLoss: 1 }] },
      /accuracy of epoch 0 must be 0 to 1, found nothing/,
    ],
    ['an accuracy above 1', { epochs: [{ accuracy: 1.01, loss: 1, train_loss: 1 }] }, /found 1.01/],
    [
      'an accuracy that is no number',
      { epochs: [{ accuracy: Number.NaN, loss: 1, train_loss: 1 }] },
      /found NaN/,
    ],
    ['a negative loss', { epochs: [{ accuracy: 1, loss: -1, train_loss: 1 }] }, /negative/],
    ['too few epochs', { epochs: [] }, /metrics of 0 epochs, the study has 1/],
    ['an unknown finding', { findings: [{}] }, /not one of the known kinds/],
    ['no seconds', { seconds: undefined }, /seconds/],
    ['no attempt', { attempt: 0 }, /attempt/],
    ['a name that is a path', { worker: { worker: '../../etc', backend: '' } }, /not a valid name/],
  ])('%s', (_, change, reason) => {
    expect(check(change)).toMatch(reason);
  });
});

it('knows a worker’s name from a path, a tag and a novel', () => {
  expect(isWorkerName('node-7.example:12-ab')).toBe(true);
  for (const name of ['', '.hidden', 'a/b', '<b>', 'a b', 'x'.repeat(129)])
    expect(isWorkerName(name)).toBe(false);
});
