import { expect, it } from 'vitest';
import type { Initializer } from '../../proto/study.ts';
import { sharingGraph } from './share.ts';

const plain = (label: string): Initializer => ({ label, name: 'zeros', parameters: {} });
const varied = (label: string, batchSize: number): Initializer => ({
  ...plain(label),
  variant: {
    levels: {},
    initializer: 'zeros',
    initialize: 'hidden',
    model: [],
    training: { batchSize, epochs: 1, optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0 } },
  },
});

it('keeps the trials of a fold and seed together', () => {
  const study = { initializers: ['a', 'b', 'c'].map(plain) };
  expect(sharingGraph(study, [0, 1, 2, 4, 5, 6])).toEqual([[0, 1, 2], [4, 5], [6]]);
});

it('parts those that cannot share a graph', () => {
  const study = { initializers: [varied('a', 8), varied('b', 16), varied('c', 8), varied('d', 16)] };
  expect(sharingGraph(study, [0, 1, 2, 3, 4, 7])).toEqual([[0, 2], [1, 3], [4], [7]]);
});
