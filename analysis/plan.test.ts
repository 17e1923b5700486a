/** What a plan promises is what the verdict does. */
import { describe, expect, it } from 'vitest';
import type { Observation } from './blocks.ts';
import { measurePilot } from './pilot.ts';
import { chanceOfFinding, type Spread, seedsNeeded, spreadOf } from './plan.ts';
import { Draws } from './simulation/draws.ts';
import { verdictOf } from './verdict.ts';

const FOLDS = 5;
const plan = { folds: FOLDS, resplit: false, alpha: 0.05 };

/**
 * A study of two arms whose difference has these components, with what overlapping training sets make folds
 * share at its worst.
 */
function study(difference: number, { fold, seed, rest }: Spread, seeds: number, draws: Draws): Observation[] {
  const scaled = (variance: number) => Math.sqrt(variance) * draws.normal();
  const shared = scaled(fold / (FOLDS - 1));
  const ofFold = Array.from({ length: FOLDS }, () => shared + scaled(fold));
  const ofSeed = Array.from({ length: seeds }, () => scaled(seed));
  return ofFold.flatMap((folds, at) =>
    ofSeed.flatMap((own, index) => {
      const place = { fold: at, seed: index + 1 };
      return [
        { group: 'a', ...place, value: 10 + difference + folds + own + scaled(rest) },
        { group: 'b', ...place, value: 10 },
      ];
    }),
  );
}

const OPTIONS = { margin: 1e-9, alpha: 0.05, testToTrain: 0.25, maximize: true, unit: 'value' } as const;

describe('the chance of finding a difference', () => {
  it.each([
    { difference: 0.6, spread: { fold: 0, seed: 0, rest: 1 }, seeds: 10 },
    { difference: 1, spread: { fold: 0.3, seed: 0.1, rest: 0.6 }, seeds: 5 },
    { difference: 1.2, spread: { fold: 0.5, seed: 0, rest: 0.5 }, seeds: 1 },
  ])(
    'is the rate at which the verdict finds it: %o',
    ({ difference, spread, seeds }) => {
      const draws = new Draws(20260401);
      const studies = 1500;
      let found = 0;
      for (let round = 0; round < studies; round++) {
        const { pairs } = verdictOf(study(difference, spread, seeds, draws), OPTIONS);
        if (pairs[0]!.conclusion.endsWith('better')) found += 1;
      }
      const promised = chanceOfFinding(difference, spread, { ...plan, seeds });
      // Three standard errors of both together; all three chances lie between 0.2 and 0.8.
      expect(Math.abs(found / studies - promised)).toBeLessThan(0.045);
      expect(Math.abs(promised - 0.5)).toBeLessThan(0.3);
    },
    60_000,
  );

  it('never falls with more seeds, whatever varies', () => {
    for (const fold of [0, 0.02, 0.1, 0.3, 0.8])
      for (const seed of [0, 0.15]) {
        const spread = { fold, seed, rest: 1 - fold - seed };
        const chances = [2, 3, 5, 10, 20, 40, 1e6].map((seeds) =>
          chanceOfFinding(0.6, spread, { ...plan, seeds }),
        );
        for (const [place, chance] of chances.slice(1).entries())
          expect(chance).toBeGreaterThan(chances[place]! - 0.01);
      }
  });

  it('is alpha or less without a difference, but for the share of the folds that is hardest to see', () => {
    const chances = [0, 0.05, 0.1, 0.2, 0.5, 1].flatMap((fold) =>
      [1, 3, 10, 40].map((seeds) =>
        chanceOfFinding(0, { fold, seed: 0, rest: 1 - fold }, { ...plan, seeds }),
      ),
    );
    expect(Math.max(...chances)).toBeLessThan(0.056);
    expect(Math.max(...chances)).toBeGreaterThan(0.05);
  });

  it('is hardly more than alpha at the level of a study of 21 pairs either', () => {
    const alpha = 0.05 / 21;
    const chances = [0.1, 0.2, 0.3, 0.5].map((fold) =>
      chanceOfFinding(0, { fold, seed: 0, rest: 1 - fold }, { ...plan, seeds: 40, alpha }),
    );
    expect(Math.max(...chances) / alpha).toBeLessThan(1.45);
    expect(Math.max(...chances) / alpha).toBeGreaterThan(0.9);
  });
});

describe('the seeds that are needed', () => {
  const seedsOnly = { fold: 0, seed: 0, rest: 1 };

  it('are found where seeds alone make the spread', () => {
    const seeds = seedsNeeded(0.6, seedsOnly, plan, 0.8)!;
    expect(seeds).toBeGreaterThan(8);
    expect(seeds).toBeLessThan(20);
    expect(chanceOfFinding(0.6, seedsOnly, { ...plan, seeds })).toBeGreaterThanOrEqual(0.8);
    expect(chanceOfFinding(0.6, seedsOnly, { ...plan, seeds: seeds - 1 })).toBeLessThan(0.8);
  });

  it('do not fall short again with more: one seed cannot show what seeds do', () => {
    const seedsMost = { fold: 0.05, seed: 0.9, rest: 0.05 };
    const chance = (seeds: number) => chanceOfFinding(1, seedsMost, { ...plan, seeds });
    expect(chance(1)).toBeGreaterThan(chance(2));
    const wanted = chance(1) - 0.01;
    const seeds = seedsNeeded(1, seedsMost, plan, wanted)!;
    expect(seeds).toBeGreaterThan(2);
    for (const more of [seeds, seeds + 1, 2 * seeds]) expect(chance(more)).toBeGreaterThanOrEqual(wanted);
  });

  it('do not exist just where even infinitely many would not do', () => {
    const folds = { fold: 1, seed: 0, rest: 0.2 };
    expect(seedsNeeded(0.6, folds, plan, 0.8)).toBeUndefined();
    expect(chanceOfFinding(0.6, folds, { ...plan, seeds: 1e6 })).toBeLessThan(0.8);
    expect(seedsNeeded(3, folds, plan, 0.8)).toBeLessThan(20);
  });
});

it('a pilot’s spread is told apart into folds, seeds and rest; with one seed it is not', () => {
  const truth = { fold: 0.4, seed: 0.2, rest: 0.1 };
  const pilots = Array.from({ length: 300 }, (_, round) =>
    measurePilot(study(0, truth, 6, new Draws(round)), ['a', 'b']),
  );
  const average = (of: keyof Spread) => pilots.reduce((sum, pilot) => sum + pilot!.spread[of], 0) / 300;
  for (const of of ['fold', 'seed', 'rest'] as const)
    expect(Math.abs(average(of) / truth[of] - 1)).toBeLessThan(0.15);
  const one = measurePilot(study(0, truth, 1, new Draws(1)), ['a', 'b'])!;
  expect(one).toMatchObject({ pairs: 1, folds: 5, seeds: 1, spread: { seed: 0, rest: 0 } });
  expect(one.spread.fold).toBeGreaterThan(0);
  expect(
    measurePilot(
      study(0, truth, 6, new Draws(1)).filter(({ fold }) => fold === 0),
      ['a', 'b'],
    ),
  ).toBeUndefined();
});

it('a pilot whose folds were drawn anew tells nothing apart: no fold of it comes back in another seed', () => {
  const rows = study(0, { fold: 0.3, seed: 0, rest: 0.1 }, 6, new Draws(3));
  const draws = new Draws(4);
  // What one fold made in all seeds is drawn anew in each.
  const anew = rows.map((row) => ({ ...row, value: row.group === 'a' ? draws.normal() : 0 }));
  const pilot = measurePilot(anew, ['a', 'b'], true)!;
  expect(pilot).toMatchObject({ folds: 5, seeds: 6, resplit: true, spread: { seed: 0, rest: 0 } });
  const values = anew.filter(({ group }) => group === 'a').map(({ value }) => value);
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  expect(pilot.spread.fold).toBeCloseTo(squares / (values.length - 1), 12);
  // As if the folds were the same, nearly all of it would count as what more seeds average out.
  expect(measurePilot(anew, ['a', 'b'])!.spread.fold).toBeLessThan(0.5 * pilot.spread.fold);
});

it('more data lets what varies with the folds shrink; more folds let it grow', () => {
  const spread = { fold: 4, seed: 2, rest: 1 };
  expect(spreadOf(spread, { timesFolds: 1, timesData: 2 })).toEqual({ fold: 2, seed: 2, rest: 1 });
  expect(spreadOf(spread, { timesFolds: 2, timesData: 1 })).toEqual({ fold: 8, seed: 2, rest: 1 });
});
