import { expect, it } from 'vitest';
import { findingsOf } from './findings.ts';

const facts = {
  reach: [
    { layer: 'conv2d_1', gradient: 0.1 },
    { layer: 'dense_1', gradient: 0.2 },
  ],
  divergedAt: undefined,
  accuracy: 0.9,
  chance: 0.11,
  validationExamples: 2000,
};

it('finds nothing on a trial that learned', () => {
  expect(findingsOf(facts)).toEqual([]);
});

it('names the first layer that no gradient reaches', () => {
  const reach = [
    { layer: 'conv2d_1', gradient: 0 },
    { layer: 'dense_1', gradient: 0 },
  ];
  expect(findingsOf({ ...facts, reach })).toEqual([{ kind: 'dead_start', layer: 'conv2d_1' }]);
});

it('tells chance from a little more than chance', () => {
  // Three standard errors of 0.11 over 2,000 examples are 0.021.
  const ended = (accuracy: number) => findingsOf({ ...facts, accuracy });
  expect(ended(0.1)).toEqual([{ kind: 'did_not_learn', chance: 0.11 }]);
  expect(ended(0.13)).toHaveLength(1);
  expect(ended(0.133)).toEqual([]);
});

it('says at which step a trial diverged, beside whatever else there is', () => {
  const dead = findingsOf({
    ...facts,
    divergedAt: 7,
    accuracy: 0.1,
  });
  expect(dead.map((finding) => finding.kind)).toEqual(['diverged', 'did_not_learn']);
});

it('tells whether a regression explains anything, with no error to allow for', () => {
  const ended = (explained: number) =>
    findingsOf({ ...facts, chance: 0, accuracy: explained, validationExamples: 0 });
  expect(ended(-0.2)).toEqual([{ kind: 'did_not_learn', chance: 0 }]);
  expect(ended(0)).toHaveLength(1);
  expect(ended(0.01)).toEqual([]);
});
