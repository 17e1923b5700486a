import { expect, it } from 'vitest';
import { modelSizeProblems } from './model-size.ts';

const dense = (units: number) => ({ kind: 'dense', units, activation: 'linear' });

it('tells a model that is too large at its largest layer', () => {
  expect(modelSizeProblems([dense(16_384), dense(16_383)], [10])).toEqual([
    expect.objectContaining({
      path: ['spec', 'model', 1],
      message: expect.stringMatching(/has 268,615,679 parameters, 268,435,455 of them in dense_2/),
    }),
  ]);
});

it('takes one that is not', () => expect(modelSizeProblems([dense(16_384), dense(1000)], [10])).toEqual([]));
