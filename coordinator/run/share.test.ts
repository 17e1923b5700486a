import { expect, it } from 'vitest';
import { armCalled } from '../../study/fixtures/arm.ts';
import type { ArmSettings, CommandStudy, NetworkArm, NetworkStudy } from '../../study/study.ts';
import { sharingGraph } from './share.ts';

const settings = (batchSize: number): ArmSettings => ({
  initializer: { label: 'zeros', name: 'zeros', parameters: {} },
  initialize: 'hidden',
  model: [{ kind: 'dense', units: 3, activation: 'softmax' }],
  training: { batchSize, epochs: 1, optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0 } },
});
const varied = (id: string, batchSize: number) => armCalled(id, { training: settings(batchSize).training });
const of = (arms: readonly NetworkArm[]) => ({ settings: settings(8), arms }) as unknown as NetworkStudy;

it('keeps the trials of a fold and seed together', () => {
  const study = of(['a', 'b', 'c'].map((id) => armCalled(id)));
  expect(sharingGraph(study, [0, 1, 2, 4, 5, 6])).toEqual([[0, 1, 2], [4, 5], [6]]);
});

it('parts those that cannot share a graph', () => {
  const study = of([varied('a', 8), varied('b', 16), varied('c', 8), varied('d', 16)]);
  expect(sharingGraph(study, [0, 1, 2, 3, 4, 7])).toEqual([[0, 2], [1, 3], [4], [7]]);
});

it.each([
  ['a layer', { model: [{ kind: 'batchNorm' }, ...settings(8).model] }],
  ['an option of training', { training: { ...settings(8).training, clip: { norm: 1 } } }],
  ['a regression', { model: [{ kind: 'dense', units: 1, activation: 'linear' }] }],
])('parts networks that do not train together: %s', (_, own) => {
  const study = of([
    armCalled('a', own as Partial<ArmSettings>),
    armCalled('b', own as Partial<ArmSettings>),
  ]);
  expect(sharingGraph(study, [0, 1, 2])).toEqual([[0], [1], [2]]);
});

it('a program trains one trial', () => {
  const study = { trainer: { kind: 'command' }, arms: [armCalled('a'), armCalled('b')] };
  expect(sharingGraph(study as unknown as CommandStudy, [0, 1, 3])).toEqual([[0], [1], [3]]);
});
