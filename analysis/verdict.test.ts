import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Observation } from './blocks.ts';
import { FIVE_FOLDS } from './fixtures/options.ts';
import { type VerdictOptions, verdictOf } from './verdict.ts';

const keras = JSON.parse(
  readFileSync(new URL('fixtures/keras-accuracies.json', import.meta.url), 'utf8'),
) as Record<'epoch1' | 'epoch10', [string, number, number][]>;
const observed = (epoch: 'epoch1' | 'epoch10'): Observation[] =>
  keras[epoch].map(([group, fold, value]) => ({
    group,
    fold,
    seed: 1,
    value,
    findings: value < 0.2 ? ['did_not_learn'] : [],
  }));

/** Groups of values over folds 0, 1, 2 … */
const table = (values: Record<string, number[]>, findings: Record<string, string[]> = {}): Observation[] =>
  Object.entries(values).flatMap(([group, row]) =>
    row.map((value, fold) => ({ group, fold, seed: 1, value, findings: findings[group] ?? [] })),
  );

describe('on Keras’s own accuracies', () => {
  const verdict = verdictOf(observed('epoch1'), FIVE_FOLDS);

  it('sets what is at chance aside, and says so', () => {
    expect(
      verdict.groups
        .filter((group) => group.chanceLevel)
        .map((group) => group.group)
        .sort(),
    ).toEqual([...['random_normal', 'random_uniform', 'zeros']]);
    expect(verdict.pairs).toHaveLength(6);
    expect(verdict.summary[1]).toMatch(
      /zeros.* did not learn in any trial, which is a finding in itself; they are left out/,
    );
  });

  it('does not say more than five folds can: He is a point above Glorot, and that is not yet decided', () => {
    expect(verdict.groups[0]!.group).toBe('he_uniform');
    const pair = verdict.pairs.find(({ a, b }) => `${a} ${b}` === 'glorot_normal he_uniform')!;
    expect(pair.conclusion).toBe('undecided');
    expect(pair.p!).toBeLessThan(0.05);
    expect(pair.difference).toBeLessThan(-0.005);
    expect(pair.pAdjusted!).toBeGreaterThanOrEqual(pair.p!);
  });

  it('writes plain sentences, and what five folds cannot show', () => {
    expect(verdict.summary).toHaveLength(3);
    expect(verdict.summary[0]).toMatch(/^he_uniform /);
    expect(verdict.caveats.join(' ')).toMatch(/its p cannot go below 0\.0625/);
    expect(verdict.power.smallestWilcoxonP).toBe(0.0625);
  });

  it('does not contradict itself after ten epochs', () => {
    const late = verdictOf(observed('epoch10'), FIVE_FOLDS);
    for (const { a, b, conclusion } of late.pairs) {
      const lettersOf = (name: string) => late.groups.find(({ group }) => group === name)!.letters;
      const shared = [...lettersOf(a)].some((letter) => lettersOf(b).includes(letter));
      expect(shared).toBe(!conclusion.endsWith('better'));
    }
  });
});

describe('says', () => {
  it('“equivalent” only where it was shown', () => {
    const values = [0.9, 0.91, 0.92, 0.9, 0.91];
    const close = verdictOf(
      table({ a: values, b: values.map((value, i) => value + (i % 2 === 0 ? 0.0002 : -0.0002)) }),
      FIVE_FOLDS,
    );
    expect(close.pairs[0]!.conclusion).toBe('equivalent');
    expect(close.summary[0]).toMatch(/is equivalent to \w within 0\.50 percentage points/);
    const wide = verdictOf(
      table({ a: values, b: values.map((value, i) => value + (i % 2 === 0 ? 0.03 : -0.03)) }),
      FIVE_FOLDS,
    );
    expect(wide.pairs[0]!.conclusion).toBe('undecided');
    expect(wide.summary[0]).toMatch(/cannot be told apart/);
  });

  it('who is best, by how much, and how sure that is', () => {
    const verdict = verdictOf(
      table({ worse: [0.8, 0.81, 0.82, 0.8, 0.79], better: [0.9, 0.911, 0.919, 0.9, 0.891] }),
      FIVE_FOLDS,
    );
    expect(verdict.summary[0]).toMatch(
      /^better \(90\.42%\) is the best: 10\.02 percentage points above worse \(95% interval 9\.86 to 10\.18 percentage points, p < 0\.001\)\.$/,
    );
  });

  it('the smallest is best when that was asked for', () => {
    const rows = table({ slow: [10, 11, 12.1], fast: [1, 2, 3] });
    const verdict = verdictOf(rows, { ...FIVE_FOLDS, maximize: false, unit: 'value', testToTrain: 0 });
    expect(verdict.groups[0]!.group).toBe('fast');
    expect(verdict.summary[0]).toMatch(
      /^fast \(2\) is the best: 9\.033 below slow \(95% interval 8\.89 to 9\.177, p < 0\.001\)/,
    );
  });

  it('what there is to say when there is little', () => {
    expect(verdictOf(table({ only: [0.9, 0.91] }), FIVE_FOLDS).summary[0]).toMatch(
      /only \(90\.50%\) is the only arm,/,
    );
    expect(verdictOf([], FIVE_FOLDS).summary[0]).toBe('There are no values to compare.');
    const lost = { a: ['did_not_learn'], b: ['diverged'] };
    expect(verdictOf(table({ a: [0.1, 0.1], b: [0.1, 0.1] }, lost), FIVE_FOLDS).summary[0]).toMatch(
      /^No arm learned in any trial/,
    );
    const single = verdictOf(table({ a: [0.9], b: [0.8] }), FIVE_FOLDS);
    expect([single.pairs[0]!.conclusion, single.pairs[0]!.p]).toEqual(['undecided', null]);
    expect(single.caveats.join()).toMatch(/only one block/);
  });
});

it('compares on the blocks that both have', () => {
  const rows = table({ a: [0.9, 0.91, 0.92], b: [0.8, 0.81, 0.83] }).filter(
    ({ group, fold }) => group !== 'b' || fold !== 1,
  );
  const verdict = verdictOf(rows, FIVE_FOLDS);
  expect(verdict.pairs[0]!.blocks).toBe(2);
  expect(verdict.caveats.join()).toMatch(/1 trial is missing: b lacks fold 1 \(seed 1\)/);
});

it('refuses values that are none, and cells that come twice', () => {
  const cell = { group: 'a', fold: 0, seed: 1, value: 1 };
  expect(() => verdictOf([{ ...cell, value: Number.NaN }], FIVE_FOLDS)).toThrow(
    expect.objectContaining({ code: 'USAGE' }),
  );
  expect(() => verdictOf([cell, cell], FIVE_FOLDS)).toThrow(/a has two values in fold 0, seed 1/);
});

it('can be written as JSON and read back', () => {
  const verdict = verdictOf(observed('epoch1'), FIVE_FOLDS);
  expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
});

describe('differences without spread', () => {
  const rows = table({
    a: [0.9, 0.9, 0.9, 0.9, 0.9],
    b: [0.8999, 0.8999, 0.8999, 0.8999, 0.8999],
    c: [0.8, 0.8, 0.8, 0.8, 0.8],
  });

  it('are equivalent only by a number of examples that is known, and nothing calls those undecided', () => {
    const known = verdictOf(rows, { ...FIVE_FOLDS, examples: 100_000 });
    expect(known.pairs.map(({ conclusion }) => conclusion)).toEqual(['equivalent', 'undecided', 'undecided']);
    const texts = known.caveats.filter((caveat) => caveat.includes('without any spread'));
    expect(texts).toEqual([
      'a and c; b and c differ each by an amount that is the same in every block that both have: without any spread no p can be computed, and the difference is not decided.',
      'a and b differ by 0.01 percentage points in every block that both have: without any spread no p can be computed for the difference.',
    ]);
  });

  it('are not called equivalent by a number of examples guessed from so few values', () => {
    const guessed = verdictOf(rows, FIVE_FOLDS);
    expect(guessed.settings.examples).toBeGreaterThan(10_000);
    expect(guessed.pairs.map(({ conclusion }) => conclusion)).toEqual([
      'undecided',
      'undecided',
      'undecided',
    ]);
    expect(guessed.pairs[0]!.equivalence.p).toBeNull();
  });
});

it('says how small a difference is, never that the best is 0.00 above the next, nor that 0 lies at both ends', () => {
  const verdict = verdictOf(
    table({
      a: [0.70002, 0.70002, 0.70003, 0.70002, 0.70002],
      b: [0.7, 0.70001, 0.7, 0.7, 0.70001],
    }),
    FIVE_FOLDS,
  );
  expect(verdict.summary[0]).toMatch(
    /^a \(70\.00%\) is the best: 0\.0018 percentage points above b \(95% interval 0\.00\d+ to 0\.00\d+ percentage points/,
  );
});

it.each([1e-60, 1e70])('values of the order of %s are compared as those of 1', (scale) => {
  const cells = ['a', 'b'].flatMap((group, arm) =>
    [0, 1, 2, 3].flatMap((fold) =>
      [1, 2, 3].map((seed) => ({
        group,
        fold,
        seed,
        value: 1 - ((7 * fold + 5 * seed + 3 * arm * fold) % 11) / 40,
      })),
    ),
  );
  const options: VerdictOptions = { ...FIVE_FOLDS, unit: 'value', margin: null };
  const scaled = verdictOf(
    cells.map((cell) => ({ ...cell, value: cell.value * scale })),
    options,
  );
  const { p, df } = verdictOf(cells, options).pairs[0]!;
  expect(scaled.pairs[0]!.p).toBeCloseTo(p!, 9);
  expect(scaled.pairs[0]!.df).toBeCloseTo(df!, 9);
});
