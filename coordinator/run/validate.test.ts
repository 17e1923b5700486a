import { describe, expect, it } from 'vitest';
import type { CompleteRequest__Output } from '../../proto/generated/fanout/v1/CompleteRequest.ts';
import { networkStudy } from '../../study/fixtures/network-study.ts';
import { metricsMessage } from '../../test/support/metrics-message.ts';
import { MANIFEST as manifest } from './fixtures/manifest.ts';
import { validateCompletion } from './validate.ts';
import { isWorkerName } from './worker-name.ts';

const valid = {
  run: 'run-1',
  pack: '2-3',
  trial: 3,
  attempt: 2,
  worker: { worker: 'host-1', backend: 'wasm' },
  foldSha256: 'bb',
  ...metricsMessage(manifest.study),
  findings: [],
  seconds: 1.25,
} as unknown as CompleteRequest__Output;

const NOW = new Date('2026-01-02T03:04:05Z');
const of = (change: Record<string, number | undefined>, epochs = 2) =>
  metricsMessage(manifest.study, change, epochs);
const check = (change: object) => validateCompletion(manifest, { ...valid, ...change }, NOW);

it('takes fewer epochs than the study has from a trial that may stop early, and no more', () => {
  const rule = { metric: 'loss', patience: 1, minDelta: 0, restoreBest: true, share: 0.1 };
  const { settings } = networkStudy(manifest.study);
  const training = { ...settings.training, earlyStopping: rule };
  const early = { ...manifest, study: { ...manifest.study, settings: { ...settings, training } } };
  const told = (epochs: number) => validateCompletion(early, { ...valid, ...of({}, epochs) }, NOW);
  expect(told(1)).toMatchObject({ history: { loss: [1] } });
  expect(told(2)).toMatchObject({ history: { loss: [1, 1] } });
  expect(told(3)).toMatch(/of 3 epochs, the study has 2/);
  expect(check(of({}, 1))).toMatch(/of 1 epochs, the study has 2/);
});

it('makes an outcome of a completion', () => {
  expect(check({})).toEqual({
    ...{ trial: 3, key: 'ones/1/7', status: 'completed', attempt: 2, worker: 'host-1', backend: 'wasm' },
    ...{
      metrics: { accuracy: 0.25, balanced_accuracy: 0.25, macro_f1: 0.25, loss: 1, train_loss: 1 },
      history: {
        ...{ accuracy: [0.25, 0.25], balanced_accuracy: [0.25, 0.25], macro_f1: [0.25, 0.25] },
        ...{ loss: [1, 1], train_loss: [1, 1] },
      },
      findings: [],
      seconds: 1.25,
      recordedAt: '2026-01-02T03:04:05.000Z',
    },
  });
});

it('takes a loss that is not finite when a finding says that the trial diverged', () => {
  const diverged = [{ diverged: { step: 3 } }];
  for (const metrics of [
    of({ loss: Number.NaN, train_loss: Number.POSITIVE_INFINITY }),
    of({ loss: undefined, train_loss: undefined }),
  ]) {
    expect(check(metrics)).toMatch(/no finding says that the trial diverged/);
    const outcome = check({ ...metrics, findings: diverged });
    expect(outcome).toMatchObject({ metrics: { accuracy: 0.25 }, history: { accuracy: [0.25, 0.25] } });
    expect(outcome).not.toHaveProperty('metrics.loss');
  }
});

it('keeps the place of an epoch that was not finite', () => {
  const { history } = of({});
  const gap = { ...history, loss: { values: [Number.NaN, 2] } };
  const outcome = check({ history: gap, findings: [{ diverged: { step: 3 } }] });
  expect(outcome).toMatchObject({ history: { loss: [null, 2] } });
});

it('keeps a metric that the study does not know', () => {
  expect(check(of({ auroc: -7 }))).toMatchObject({ metrics: { auroc: -7 }, history: { auroc: [-7, -7] } });
});

it('takes each finding once, of a step and a layer that there are', () => {
  const all = [
    { deadStart: { layer: 'dense_1' } },
    { diverged: { step: 3 } },
    { didNotLearn: { chance: 0.5 } },
  ];
  expect(check({ findings: all })).toMatchObject({
    findings: [
      { kind: 'dead_start', layer: 'dense_1' },
      { kind: 'diverged', step: 3 },
      { kind: 'did_not_learn', chance: 0.5 },
    ],
  });
});

describe('refuses what cannot be true', () => {
  it.each([
    ['another run', { run: 'run-2' }, /for run "run-2"/],
    ['an unknown trial', { trial: 4 }, /trial 4 is not in the manifest/],
    ['a trial that is not in the pack', { trial: 1 }, /not in pack "2-3"/],
    ['a pack that is none', { pack: '../x' }, /not in pack/],
    ['another fold', { foldSha256: 'aa' }, /checksum bb, found "aa"/],
    ['no accuracy', of({ accuracy: undefined }), /accuracy of epoch 0 must be 0 to 1, found nothing/],
    ['an accuracy above 1', of({ accuracy: 1.01 }), /found 1.01/],
    ['an accuracy above 1 at the end', { metrics: of({ accuracy: 2 }).metrics }, /at the end .* found 2/],
    ['an accuracy that is no number', of({ accuracy: Number.NaN }), /accuracy of epoch 0 .* found nothing/],
    ['a negative loss', of({ loss: -1 }), /loss of epoch 0 must be at least 0, found -1/],
    ['too few epochs', of({}, 1), /accuracy of 1 epochs, the study has 2/],
    ['too many epochs of what the study does not know', of({ x: 1 }, 3), /of 3 epochs, the study has 2/],
    ['a name that is none', of({ 'a b': 1 }), /a b is no name of a metric/],
    ['a name that every object has', of({ constructor: 1 }), /constructor.* is no name of a metric/],
    [
      'too many metrics',
      of(Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`m${index}`, 1]))),
      /it has 38 metrics, at most 32 are taken/,
    ],
    ['an unknown finding', { findings: [{}] }, /not one of the known kinds/],
    [
      'a finding twice',
      { findings: [{ diverged: { step: 0 } }, { diverged: { step: 1 } }] },
      /diverged twice/,
    ],
    // Thirteen examples in batches of four, twice: steps 0 to 7.
    ['a step after the last', { findings: [{ diverged: { step: 8 } }] }, /step from 0 to 7, found 8/],
    ['half a step', { findings: [{ diverged: { step: 0.5 } }] }, /found 0.5/],
    ['a step before the first', { findings: [{ diverged: { step: -1 } }] }, /found -1/],
    ['a step of no run', { findings: [{ diverged: { step: 2 ** 53 } }] }, /found 9007199254740992/],
    [
      'a chance that is no share',
      { findings: [{ didNotLearn: { chance: 1.5 } }] },
      /chance of 0 to 1, found 1.5/,
    ],
    ['a chance that is no number', { findings: [{ didNotLearn: { chance: Number.NaN } }] }, /found NaN/],
    ['a layer of another model', { findings: [{ deadStart: { layer: 'conv2d_1' } }] }, /"conv2d_1", which/],
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
