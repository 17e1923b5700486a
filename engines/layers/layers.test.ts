import { describe, expect, it } from 'vitest';
import { randomWeights } from '../engine.samples.ts';
import { ExactTrial } from '../form.reference.ts';
import { FORM_LAYERS, FORM_OPTIONS, formBatch } from '../form.samples.ts';
import { shapeModel } from '../model.ts';
import type { Layer } from '../network.ts';
import { COMPOSITES } from './composites.ts';
import { isTrainable } from './parameter.ts';
import { LAYERS } from './registry.ts';

const STEP = 1e-5;

describe('the gradient of every layer, against central differences', () => {
  for (const [title, program] of Object.entries(FORM_LAYERS))
    it(title, () => {
      const plain = { ...program, optimizer: { kind: 'sgd', learningRate: 1, momentum: 0 } } as const;
      const start = randomWeights(plain, 3);
      const trial = new ExactTrial(plain, start);
      const batch = formBatch(plain, 5, 4);
      const gradients = trial.inspect(batch).flatMap((layer) => layer.gradients);
      const { parameters } = trial.form;
      const kernels = new Set(parameters.filter(({ role }) => role === 'kernel').map(({ layer }) => layer));
      const own = [...parameters.keys()].filter(
        (index) => kernels.has(parameters[index]!.layer) && isTrainable(parameters[index]! as never),
      );
      expect(gradients).toHaveLength(own.length);
      for (const [at, index] of own.entries()) {
        const array = trial.weights()[index]!;
        for (let place = 0; place < array.length; place += Math.ceil(array.length / 4)) {
          const lossAt = (by: number) =>
            trial.lossWith(
              batch,
              trial
                .weights()
                .map((each, other) => (other === index ? each.with(place, each[place]! + by) : each)),
            );
          const expected = (lossAt(STEP) - lossAt(-STEP)) / (2 * STEP);
          expect(gradients[at]![place], `${parameters[index]!.layer}, ${place}`).toBeCloseTo(expected, 6);
        }
      }
    });
});

it('has every kind of layer in a sample', () => {
  const used = new Set<string>();
  const collect = (layers: readonly Layer[]): void => {
    for (const layer of layers) {
      used.add(layer.kind);
      if (typeof layer.activation === 'string') used.add(layer.activation);
      for (const inner of ['main', 'shortcut', 'layers']) collect((layer[inner] as Layer[]) ?? []);
    }
  };
  for (const { model } of Object.values({ ...FORM_LAYERS, ...FORM_OPTIONS })) collect(model);
  const known = [...LAYERS, ...COMPOSITES].map(({ kind }) => kind);
  expect(known.filter((kind) => !used.has(kind))).toEqual([]);
});

const conv = (settings: object): Layer => ({
  kind: 'conv2d',
  filters: 4,
  kernel: 3,
  padding: 'same',
  activation: 'linear',
  ...settings,
});

it.each<[string, Layer[], number[], readonly (string | number)[], RegExp]>([
  [
    'ways that do not meet',
    [conv({}), { kind: 'residual', main: [conv({ strides: 2 })], shortcut: [] }],
    [8, 8, 3],
    [1, 'residual'],
    /main ends in \[4,4,4\] and shortcut in \[8,8,4\]/,
  ],
  [
    'a layer within layers',
    [
      {
        kind: 'repeat',
        times: 3,
        layers: [{ kind: 'residual', main: [conv({}), { kind: 'dense', units: 3 }], shortcut: [] }],
      },
    ],
    [8, 8, 4],
    [0, 'repeat', 'layers', 0, 'residual', 'main', 1],
    /put flatten before it/,
  ],
  [
    'strides larger than the image',
    [conv({ strides: 9 })],
    [8, 8, 3],
    [0],
    /strides of 9 are more than an image of 8 × 8/,
  ],
  ['strides beside dilation', [conv({ strides: 2, dilation: 2 })], [8, 8, 3], [0], /one of them must be 1/],
  ['groups that divide nothing', [conv({ groups: 2 })], [8, 8, 3], [0], /2 groups do not divide 3 channels/],
  [
    'groups of a normalisation',
    [{ kind: 'groupNorm', groups: 2, epsilon: 1 }],
    [4, 4, 3],
    [0],
    /do not divide 3/,
  ],
  [
    'a wide kernel',
    [conv({ padding: 'valid', kernel: [1, 9] })],
    [8, 8, 3],
    [0],
    /1 × 9 does not fit into 8 × 8/,
  ],
  ['a pool on a list', [{ kind: 'globalAveragePool2d' }], [7], [0], /needs images/],
  [
    'an embedding behind others',
    [{ kind: 'relu' }, { kind: 'embedding', rows: 3, units: 2 }],
    [7],
    [1],
    /can only be the first/,
  ],
  [
    'very many layers',
    [{ kind: 'repeat', times: 1000, layers: [{ kind: 'repeat', times: 1000, layers: [{ kind: 'relu' }] }] }],
    [7],
    [0, 'repeat', 'layers', 0, 'repeat', 'layers', 0],
    /at most 10000 layers/,
  ],
])('tells what does not fit, with its place: %s', (_, model, input, place, problem) => {
  expect(shapeModel(model, input).problem).toEqual({ place, problem: expect.stringMatching(problem) });
});
