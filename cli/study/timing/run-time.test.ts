/** What a run takes, out of what its packs take: the packs are those that the coordinator cuts. */
import { expect, it } from 'vitest';
import { networkStudy } from '../../../study/fixtures/network-study.ts';
import { parseStudy } from '../../../study/parse.ts';
import { type PackKind, packsOf } from './kinds.ts';
import { AROUND_A_RUN, runTimeOf } from './run-time.ts';

/** A study of three folds with so much varied. */
async function studyOf(vary: string) {
  const text = `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: timed }
spec:
  dataset: { name: iris }
  folds: { count: 3 }
  model: [{ dense: { units: 8 } }, { dense: { units: classes, activation: softmax } }]
  ${vary}
  training: { batchSize: 10, epochs: 2 }
`;
  const describeDataset = async () => ({ examples: 150, shape: [4], classes: 3 });
  return networkStudy(await parseStudy(text, { source: 'test.yaml', describeDataset }));
}

const FOLD = { train: 95, validation: 50 };
/** Ten steps of an epoch: a second; its evaluation: half a second. */
const PACE = { start: 0.25, step: 0.1, validated: 0.01 };

it('adds up steps, evaluations and starts, and lets the workers share the packs', async () => {
  const planned = packsOf(await studyOf('vary: { training.optimizer.sgd.learningRate: [0.1, 0.2] }'), [4], 1);
  // Rates make graphs of their own, but no kind of their own.
  expect(planned.packs).toHaveLength(6);
  const [kind] = planned.kinds.keys();
  expect(planned.kinds.size).toBe(1);
  const measured = new Map([[kind!, { pace: PACE, trials: 1 }]]);
  const of = (workers: number) => runTimeOf(planned, measured, { fold: FOLD, workers });
  const trial = 0.25 + 2 * (1 + 0.5);
  expect(of(1).trial[0]).toBeCloseTo(trial, 9);
  expect(of(1).trial[1]).toBeCloseTo(trial, 9);
  const trained = (workers: number) => of(workers).run - AROUND_A_RUN;
  expect(trained(1)).toBeGreaterThan(6 * trial);
  expect(trained(1)).toBeLessThan(6 * trial + 0.5);
  expect(trained(3) / trained(1)).toBeCloseTo(1 / 3, 9);
  // Workers that share two cores are no faster than two.
  const shared = runTimeOf(planned, measured, { fold: FOLD, workers: 6, cores: 2 });
  expect((shared.run - AROUND_A_RUN) / trained(2)).toBeCloseTo(1, 1);
  expect(shared.trial[1]).toBeCloseTo(3 * trial, 9);
  // Six packs keep four workers as long as three.
  expect(trained(4)).toBeCloseTo(trained(3), 9);
});

it('takes a kind that was not measured for as much slower as it has more to multiply', async () => {
  const study = await studyOf('vary: { model.0.dense.units: [8, 80], training.epochs: [2, 6] }');
  const planned = packsOf(study, [4], 2);
  expect(planned.kinds.size).toBe(2);
  const [[kind, narrow], [, wide]] = [...planned.kinds] as [[string, PackKind], [string, PackKind]];
  const measured = new Map([[kind, { pace: PACE, trials: 1 }]]);
  const { trial } = runTimeOf(planned, measured, { fold: FOLD, workers: 2 });
  const most = 0.25 + (6 * 1.5 * (wide.stepWork + 1)) / (narrow.stepWork + 1);
  expect(trial[0]).toBeCloseTo(0.25 + 2 * 1.5, 9);
  expect(trial[1]).toBeCloseTo(most, 9);
});

it('gives the trials of a pack equal shares of it', async () => {
  const planned = packsOf(await studyOf('initializers: [zeros, he_normal, glorot_uniform]'), [4], 1);
  expect(planned.packs.map(({ trials }) => trials)).toEqual([3, 3, 3]);
  const [kind] = planned.kinds.keys();
  const measured = new Map([[kind!, { pace: PACE, trials: 3 }]]);
  const [least] = runTimeOf(planned, measured, { fold: FOLD, workers: 1 }).trial;
  expect(least).toBeCloseTo((0.25 + 2 * 1.5) / 3, 9);
});
