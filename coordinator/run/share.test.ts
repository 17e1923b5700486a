import { expect, it } from 'vitest';
import { armCalled } from '../../study/fixtures/arm.ts';
import type { ArmSettings } from '../../study/study.ts';
import { sharingGraph } from './share.ts';

const settings = (batchSize: number): ArmSettings => ({
  initializer: { label: 'zeros', name: 'zeros', parameters: {} },
  initialize: 'hidden',
  model: [],
  training: { batchSize, epochs: 1, optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0 } },
});
const varied = (id: string, batchSize: number) => armCalled(id, { training: settings(batchSize).training });

it('keeps the trials of a fold and seed together', () => {
  const study = { settings: settings(8), arms: ['a', 'b', 'c'].map((id) => armCalled(id)) };
  expect(sharingGraph(study, [0, 1, 2, 4, 5, 6])).toEqual([[0, 1, 2], [4, 5], [6]]);
});

it('parts those that cannot share a graph', () => {
  const study = {
    settings: settings(8),
    arms: [varied('a', 8), varied('b', 16), varied('c', 8), varied('d', 16)],
  };
  expect(sharingGraph(study, [0, 1, 2, 3, 4, 7])).toEqual([[0, 2], [1, 3], [4], [7]]);
});
