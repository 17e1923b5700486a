import { expect, it } from 'vitest';
import { trialDirectoryName } from '../trial-directory.ts';
import { History, MOST_VALUES } from './history.ts';
import { goneOn } from './kept-history.ts';
import { PackSteps } from './pack-steps.ts';
import { reportOf } from './report.ts';

const reading = (of: 'last' | 'best', direction: 'maximize' | 'minimize' = 'maximize') => ({
  metrics: [{ name: 'score', title: 'score', direction, scale: 'plain' as const }],
  objective: { metric: 'score', direction },
  of,
});
const scores = (values: readonly number[], extra: readonly number[] = []) => {
  const history = new History(['score']);
  for (const [epoch, score] of values.entries()) history.add({ epoch, metrics: { score, other: epoch } });
  for (const score of extra) history.add({ metrics: { score } });
  return history;
};

it('ends with the last values, or with the best of the objective', () => {
  const history = scores([0.1, 0.9, 0.5]);
  expect(reportOf(history, reading('last')).metrics).toEqual({ score: 0.5, other: 2 });
  expect(reportOf(history, reading('best')).metrics).toEqual({ score: 0.9, other: 2 });
  expect(reportOf(history, reading('best', 'minimize')).metrics).toEqual({ score: 0.1, other: 2 });
  expect(reportOf(scores([0.1, 0.2], [0.7, 0.3]), reading('last'))).toMatchObject({
    ...{ metrics: { score: 0.3 }, history: { score: [0.1, 0.2] } },
  });
});

it('has no value that is not finite, and says where the trial diverged', () => {
  const wild = scores([0.1, Number.NaN, 0.3, Infinity]);
  expect(reportOf(wild, reading('last'))).toEqual({
    metrics: { other: 3 },
    history: { score: [0.1, null, 0.3, null], other: [0, 1, 2, 3] },
    findings: [{ kind: 'diverged', step: 1 }],
    layers: [],
  });
  expect(reportOf(wild, reading('best')).metrics.score).toBe(0.3);
  const late = reportOf(scores([0.1, 0.2], [Number.NaN]), reading('last'));
  expect([late.metrics.score, late.findings]).toEqual([undefined, [{ kind: 'diverged', step: 2 }]]);
  const aside = new History(['score']);
  aside.add({ epoch: 1, metrics: { score: 1, gradient: Infinity } });
  expect(reportOf(aside, reading('last')).findings).toEqual([]);
});

it('takes epochs as the program counts them, in any order, and an epoch in several lines', () => {
  const history = new History(['score']);
  expect(history.add({ epoch: 10, metrics: { loss: 1 } })).toBe(0);
  expect(history.add({ epoch: 30, metrics: { loss: 3 } })).toBe(1);
  expect(history.add({ epoch: 20, metrics: { loss: 2 } })).toBe(1);
  expect(history.add({ epoch: 30, metrics: { score: 5 } })).toBe(2);
  expect(reportOf(history, reading('last')).history).toEqual({ loss: [1, 2, 3], score: [null, null, 5] });
});

it('keeps so many values of epochs, and the last in any case', () => {
  const history = new History(['score']);
  for (let epoch = 0; epoch <= MOST_VALUES / 2; epoch++)
    history.add({ epoch, metrics: { score: epoch, other: 1 } });
  expect([history.length, history.left]).toEqual([MOST_VALUES / 2, 1]);
  expect(reportOf(history, reading('last')).metrics.score).toBe(MOST_VALUES / 2);
});

it('goes on behind earlier attempts, whose later epochs are forgotten', () => {
  const of = (attempt: number, ...epochs: number[]) =>
    epochs.map((epoch) => ({ attempt, epoch, metrics: { score: attempt + epoch / 10 } }));
  const earlier = goneOn([...of(1, 0, 1, 2, 3), ...of(2, 2, 3, 4), ...of(3, 4), ...of(3, 5)]);
  expect(earlier.map(({ metrics }) => metrics.score)).toEqual([1, 1.1, 2.2, 2.3, 3.4, 3.5]);
  const history = new History(['score'], earlier);
  expect(history.add({ epoch: 5, metrics: { score: 9 } })).toBe(5);
  expect(history.add({ epoch: 4, metrics: { score: 8 } })).toBe(4);
  expect([history.resumed, history.length]).toEqual([4, 6]);
  expect(history.epochs().map(({ metrics }) => metrics.score)).toEqual([1, 1.1, 2.2, 2.3, 8, 9]);
});

it('counts steps, with those to come where they are known', () => {
  const known = new PackSteps([2, 2]);
  expect(known.reached(0, 1, 1)).toMatchObject({ step: 1, steps: 4, taken: 1, examples: 0 });
  known.reached(0, 2, 1);
  expect(known.ended(0)).toBeUndefined();
  known.reached(1, 1, 1);
  expect(known.ended(1)).toMatchObject({ step: 3, steps: 3, taken: 0 });
  const unknown = new PackSteps([undefined]);
  expect(unknown.reached(0, 1, 1)).toMatchObject({ step: 1, steps: 2 });
  expect(unknown.reached(0, 2, 1)).toMatchObject({ step: 2, steps: 3 });
  expect(unknown.ended(0)).toMatchObject({ step: 2, steps: 2 });
  expect(new PackSteps([undefined]).ended(0)).toBeUndefined();
});

it('names the directories of trials alike never', () => {
  const long = 'x'.repeat(256);
  expect(trialDirectoryName('lr=0.1/0/1')).toBe('lr=0.1_0_1');
  expect(trialDirectoryName(`${long}/0/1`)).not.toBe(trialDirectoryName(`${long}/0/2`));
  expect(trialDirectoryName(`${long}/0/1`).length).toBeLessThan(250);
});
