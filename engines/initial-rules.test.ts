import { expect, it } from 'vitest';
import { residualBranches } from './branches.ts';
import { ruleOf } from './initial-rules.ts';
import { shapeModel } from './model.ts';
import type { Layer } from './network.ts';

const conv: Layer = {
  ...{ kind: 'conv2d', filters: 4, kernel: 3, padding: 'same', activation: 'linear', bias: false },
};
const norm: Layer = { kind: 'batchNorm', momentum: 0.9, epsilon: 0.001 };
const relu: Layer = { kind: 'relu' };
const block = (main: Layer[], shortcut: Layer[] = []): Layer => ({ kind: 'residual', main, shortcut });
const repeat = (times: number, layers: Layer[]): Layer => ({ kind: 'repeat', times, layers });
const END: Layer[] = [{ kind: 'flatten' }, { kind: 'dense', units: 3, activation: 'softmax' }];

it('knows the innermost branch of each layer, repetitions by themselves and shortcuts left out', () => {
  const model = [
    conv,
    repeat(2, [block([conv, repeat(2, [relu]), conv], [conv])]),
    block([conv, block([norm], [relu]), relu]),
    relu,
  ];
  const _ = undefined;
  expect(residualBranches(model)).toEqual([_, ...[0, 0, 0, 0, _], ...[1, 1, 1, 1, _], ...[3, 2, _, 3], _]);
});

/** Each layer's name with what its kernels and gammas are multiplied by. */
function factorsOf(name: 'fixup' | 'zero_gamma', model: Layer[]) {
  const { layers } = shapeModel(model, [8, 8, 4]);
  const factors = ruleOf({ label: name, name, parameters: {}, choices: { kernels: 'he_normal' } }).rule!(
    model,
    layers,
  );
  return layers.flatMap(({ name: layer, parameters }) =>
    parameters
      .filter(({ role }) => role === 'kernel' || role === 'gamma')
      .map((parameter) => `${layer} ${Number((factors.get(parameter) ?? 1).toPrecision(6))}`),
  );
}

it('fixup: L^(−1/(2m−2)) within branches, 0 at their ends and in the classifier', () => {
  // Three branches: m = 2 twice, then m = 3.
  const model = [
    conv,
    repeat(2, [block([conv, norm, relu, conv, norm])]),
    block([conv, conv, conv], [conv]),
    ...END,
  ];
  const [two, three] = [3 ** (-1 / 2), 3 ** (-1 / 4)].map((factor) => Number(factor.toPrecision(6)));
  expect(factorsOf('fixup', model)).toEqual([
    'conv2d_1 1',
    ...[`conv2d_2 ${two}`, 'batchNorm_1 1', 'conv2d_3 0', 'batchNorm_2 1'],
    ...[`conv2d_4 ${two}`, 'batchNorm_3 1', 'conv2d_5 0', 'batchNorm_4 1'],
    ...[`conv2d_6 ${three}`, `conv2d_7 ${three}`, 'conv2d_8 0', 'conv2d_9 1'],
    'dense_1 0',
  ]);
  // A branch of one kernel has none to scale.
  expect(factorsOf('fixup', [block([conv]), ...END])).toEqual(['conv2d_1 0', 'dense_1 0']);
});

it('zero_gamma: the last gamma of each branch alone', () => {
  const model = [
    norm,
    block([conv, norm, relu, conv, { ...norm, scale: false }], [conv, norm]),
    block([norm, conv, norm]),
    ...END,
  ];
  expect(factorsOf('zero_gamma', model).filter((each) => each.startsWith('batch'))).toEqual([
    'batchNorm_1 1',
    ...['batchNorm_2 0', 'batchNorm_4 1'],
    ...['batchNorm_5 1', 'batchNorm_6 0'],
  ]);
});
