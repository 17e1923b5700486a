/** Effects by factor, against figures of NumPy and SciPy for the same values. */
import { expect, it } from 'vitest';
import type { VerdictOptions } from './options.ts';
import { verdictOf } from './verdict.ts';

/** Two factors, five folds, one seed; drawn by numpy.random.default_rng(7) and rounded. */
const VALUES: Readonly<Record<string, readonly number[]>> = {
  '0.1-sgd': [0.92, 0.9206, 0.9195, 0.9182, 0.9191],
  '0.1-adam': [0.958, 0.9601, 0.9627, 0.959, 0.9588],
  '0.01-sgd': [0.901, 0.9007, 0.9002, 0.8981, 0.8999],
  '0.01-adam': [0.9114, 0.9073, 0.9091, 0.9062, 0.9074],
};
const FACTORS = [
  { name: 'lr', levels: ['0.1', '0.01'] },
  { name: 'optimizer', levels: ['sgd', 'adam'] },
];
const rows = (values = VALUES) =>
  Object.entries(values).flatMap(([group, own]) =>
    own.map((value, fold) => ({ group, fold, seed: 1, value })),
  );
const options: VerdictOptions = {
  ...{ margin: 0.005, alpha: 0.05, testToTrain: 0.25, maximize: true, unit: 'share' },
  crossed: {
    factors: FACTORS,
    levelsOf: new Map(
      Object.keys(VALUES).map((arm) => {
        const [lr, optimizer] = arm.split('-') as [string, string];
        return [arm, { lr, optimizer }];
      }),
    ),
  },
};

it('are the corrected t of each factor’s contrast over the blocks, as SciPy has it', () => {
  const { effects } = verdictOf(rows(), options);
  expect(effects!.map(({ factor, a, b }) => [factor, a, b])).toEqual([
    ['lr', '0.1', '0.01'],
    ['optimizer', 'sgd', 'adam'],
  ]);
  // d: mean over optimizers of the differences on each fold; t = mean(d) / sqrt(var(d) (1/5 + 1/4));
  // p = 2 scipy.stats.t.sf(|t|, 4); interval: t.ppf(1 − 0.05 / 2 / 2, 4). SciPy 1.17.1.
  const [lr, optimizer] = effects!;
  expect(lr!.difference).toBeCloseTo(0.03547, 10);
  expect(lr!.t).toBeCloseTo(33.689974778521005, 6);
  expect(lr!.p).toBeCloseTo(4.630223075076761e-6, 11);
  expect(lr!.interval!.low).toBeCloseTo(0.03178991269683576, 8);
  expect(lr!.interval!.high).toBeCloseTo(0.039150087303164216, 8);
  expect(optimizer!.difference).toBeCloseTo(-0.02427, 10);
  expect(optimizer!.p).toBeCloseTo(5.75137420486512e-6, 11);
  // Holm's second p is never below the first.
  expect(optimizer!.pAdjusted).toBeCloseTo(2 * 4.630223075076761e-6, 11);
  expect(lr!.pAdjusted).toBeCloseTo(2 * 4.630223075076761e-6, 11);
  // The departure of sgd’s difference from the average, times the two effects.
  expect(lr!.interaction.p).toBeCloseTo(2 * 4.829255714778807e-5, 9);
});

it('have no interaction where each factor does the same whatever the other', () => {
  const noise = [0.001, -0.002, 0.0015, 0.0005, -0.001];
  const additive = Object.fromEntries(
    Object.keys(VALUES).map((arm, place) => [
      arm,
      noise.map(
        (own, fold) =>
          (arm.startsWith('0.1') ? 0.9 : 0.88) +
          (arm.endsWith('adam') ? 0.01 : 0) +
          own * ((fold + place) % 3),
      ),
    ]),
  );
  const { effects } = verdictOf(rows(additive), options);
  for (const { interaction } of effects!) expect(interaction.p).toBeGreaterThan(0.05);
});

it('are over the blocks that all arms have, and none where an arm is missing or the study has one factor', () => {
  expect(verdictOf(rows().slice(0, -1), options).effects![0]).toMatchObject({ blocks: 4, df: 3 });
  expect(verdictOf(rows().slice(0, -5), options)).not.toHaveProperty('effects');
  const { crossed: _, ...one } = options;
  expect(verdictOf(rows(), one)).not.toHaveProperty('effects');
});
