import { describe, expect, it } from 'vitest';
import type { CompleteRequest__Output } from '../../proto/generated/fanout/v1/CompleteRequest.ts';
import type { LayerSample__Output } from '../../proto/generated/fanout/v1/LayerSample.ts';
import { fromMessage } from '../../proto/outcome-message.ts';
import type { NetworkManifest } from '../../study/manifest.ts';
import type { ArmSettings } from '../../study/study.ts';
import { validateLayers } from './validate-layers.ts';

const settings = {
  model: [
    { kind: 'dense', units: 4, activation: 'relu' },
    { kind: 'dense', units: 3, activation: 'softmax' },
  ],
  training: { epochs: 5 },
} as unknown as ArmSettings;
const manifest = { dataset: { shape: [4] } } as unknown as NetworkManifest;

const layer = (name: string, change: object = {}) => ({
  layer: name,
  mean: -1,
  variance: 2,
  deadShare: 0.5,
  gradientNorm: 3,
  updateRatio: 0.01,
  ...change,
});
const sample = (epoch: number, layers: object[] = [layer('dense_1'), layer('dense_2')]) =>
  ({ epoch, inputMean: 0, inputVariance: 1, layers }) as LayerSample__Output;

/** As a worker sends them. */
const check = (layers: LayerSample__Output[]) =>
  validateLayers(settings, manifest, fromMessage({ layers } as CompleteRequest__Output).layers);

it('takes what can be true; what is absent or not finite is null', () => {
  const silent = layer('dense_2', {
    mean: Number.NaN,
    variance: Number.POSITIVE_INFINITY,
    updateRatio: undefined,
  });
  expect(check([])).toEqual([]);
  expect(check([sample(0), sample(5, [layer('dense_1'), silent])])).toEqual([
    { epoch: 0, input: { mean: 0, variance: 1 }, layers: [layer('dense_1'), layer('dense_2')] },
    {
      epoch: 5,
      input: { mean: 0, variance: 1 },
      layers: [layer('dense_1'), { ...silent, mean: null, variance: null, updateRatio: null }],
    },
  ]);
});

describe('refuses', () => {
  it.each<[string, LayerSample__Output[], RegExp]>([
    ['another model’s layers', [sample(0, [layer('dense_1')])], /not of the model's layers dense_1, dense_2/],
    ['epochs that go back', [sample(3), sample(3)], /is of epoch 3, after 3/],
    ['an epoch beyond the study', [sample(6)], /is of epoch 6, after -1, of 5/],
    [
      'a share above 1',
      [sample(0, [layer('dense_1', { deadShare: 1.5 }), layer('dense_2')])],
      /figure of dense_1/,
    ],
    [
      'a norm below 0',
      [sample(0, [layer('dense_1'), layer('dense_2', { gradientNorm: -1 })])],
      /figure of dense_2/,
    ],
    ['too many', Array.from({ length: 65 }, (_, epoch) => sample(epoch)), /65 samples/],
  ])('%s', (_, samples, message) => {
    expect(check(samples)).toMatch(message);
  });
});
