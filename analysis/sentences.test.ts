/** Sentences that a statistician who wants to find fault would take at their word. */
import { describe, expect, it } from 'vitest';
import { pValue } from '../report/wording/numbers.ts';
import type { Observation } from './blocks.ts';
import { FIVE_FOLDS } from './fixtures/options.ts';
import { type VerdictOptions, verdictOf } from './verdict.ts';

/** Values by arm, as rows of folds of seeds 1, 2 …; null: the trial has no value. */
function table(
  arms: Readonly<Record<string, readonly (readonly (number | null)[])[]>>,
  findings: Readonly<Record<string, string>> = {},
): Observation[] {
  return Object.entries(arms).flatMap(([group, folds]) =>
    folds.flatMap((seeds, fold) =>
      seeds.flatMap((value, at) =>
        value === null
          ? []
          : [{ group, fold, seed: at + 1, value, findings: findings[group] ? [findings[group]] : [] }],
      ),
    ),
  );
}

const said = (rows: readonly Observation[], options: Partial<VerdictOptions> = {}) => {
  const { summary, caveats } = verdictOf(rows, { ...FIVE_FOLDS, ...options });
  return { summary: summary.join(' '), caveats: caveats.join(' ') };
};

const column = (...values: readonly number[]) => values.map((value) => [value]);
const A = column(0.8, 0.82, 0.81, 0.79, 0.8);

describe('pairs', () => {
  it('with a single block in common are named: nothing is decided of them', () => {
    const rows = table({ a: A, b: column(0.79, 0.82, 0.8, 0.79, 0.81), c: [[0.9]] });
    expect(said(rows).caveats).toContain('a and c; b and c have only one block in common: no spread');
  });

  it('without a block in common cannot be compared directly; that something is known of them is not denied', () => {
    const rows = table({
      a: [
        [0.8, null],
        [0.81, null],
      ],
      b: [
        [null, 0.9],
        [null, 0.91],
      ],
    });
    const { summary, caveats } = said(rows);
    expect(summary).toContain('has no block in common with a, so that they cannot be compared directly');
    expect(`${summary} ${caveats}`).not.toContain('nothing is known');
  });

  it('that Holm decides beyond Bonferroni: the interval that ends at 0 leaves 0 out, and that is said', () => {
    const b = A.map(([value], fold) => [value! - 0.05 - 0.001 * (fold % 2)]);
    const c = A.map(([value], fold) => [value! - 0.02 - 1.5 * [0.006, -0.007, 0.004, -0.005, 0.002][fold]!]);
    const { pairs, caveats } = verdictOf(table({ a: A, b, c }), FIVE_FOLDS);
    const clipped = pairs.filter(({ interval }) => interval?.low === 0 || interval?.high === 0);
    expect(clipped.map(({ a, b: other }) => `${a} ${other}`)).toEqual(['a c']);
    expect(clipped[0]!.conclusion).toBe('a_better');
    expect(caveats.join(' ')).toContain('a and c: the interval reaches to 0, and 0 itself is not in it.');
  });
});

describe('the best', () => {
  it('is held against the nearest, which is not always the next where trials are missing', () => {
    const a = column(0.9, 0.9, 0.9, 0.9, 0.9);
    // b is better than c where both have values; c comes nearer to a, in the fold that b lacks.
    const b = [[0.5], [0.502], [0.501], [0.5], [null]];
    const c = column(0.49, 0.492, 0.491, 0.49, 0.62);
    const { summary, groups } = verdictOf(table({ a, b, c }), { ...FIVE_FOLDS, alpha: 0.2 });
    expect(groups.map(({ group }) => group)).toEqual(['a', 'b', 'c']);
    expect(summary[0]).toMatch(/^a is the best: .* above c, the nearest/);
  });

  it('is not the only arm where another was planned and has no value', () => {
    const missing = [{ group: 'b', fold: 0, seed: 1 }];
    expect(said(table({ a: A }), { missing }).summary).toContain('is the only arm with a value');
    expect(said(table({ a: A })).summary).toContain('is the only arm, so');
  });
});

describe('p', () => {
  it.each([
    [0.0499, 0.05, '0.0499'],
    [0.0501, 0.05, '0.0501'],
    [0.0496, 0.05, '0.0496'],
    [0.00996, 0.01, '0.00996'],
    [0.0311, 0.05, '0.031'],
    [0.0005, 0.05, '< 0.001'],
    [0.0005, 0.0001, '0.0005'],
    [0.00004, 0.0001, '0.00004'],
  ])('%f against alpha %f shows on which side it lies: %s', (p, alpha, text) => {
    expect(pValue(p, alpha)).toBe(text);
  });
});

describe('what did not learn', () => {
  it('and is better than guessing over all its examples: nothing is said of single trials, one of which may have diverged late', () => {
    const rows = table({ a: A, b: A.map(([value]) => [value! - 0.1]) }, { a: 'diverged' });
    const { summary } = said(rows, { examples: 1000, majorityShare: 0.5 });
    expect(summary).toContain(
      'Every trial of a is marked as one that did not learn; over all its validation examples together it is better than guessing (exact binomial test, p < 0.001)',
    );
    expect(summary).not.toMatch(/No trial of/);
  });

  it('rates are held against those of all others, at an alpha that is named', () => {
    const rows = table({ a: A, b: A, c: A }).map((row) =>
      row.group === 'a' && row.fold < 2 ? { ...row, findings: ['did_not_learn'] } : row,
    );
    expect(said(rows, { alpha: 0.01 }).summary).toContain(
      'Unstable: a did not learn in 2 of 5 trials; this rate cannot be told apart from any other’s at alpha 0.01 (Fisher’s exact test, smallest adjusted p = 0.889).',
    );
  });
});

describe('the smallest p of Wilcoxon’s test', () => {
  it('counts for all pairs: six folds decide one pair, and none of three', () => {
    const six = [...A, [0.83]];
    const arms = {
      a: six,
      b: six.map(([value], fold) => [value! - 0.01 * fold]),
      c: six.map(([value], fold) => [value! - 0.02 * ((fold * 5) % 7)]),
    };
    const { c: _, ...two } = arms;
    expect(said(table(two), { testToTrain: 0.2 }).caveats).not.toContain('Wilcoxon');
    expect(said(table(arms), { testToTrain: 0.2 }).caveats).toContain(
      'cannot go below 0.03125 (0.09375 adjusted for 3 pairs)',
    );
  });
});

describe('a table’s own names', () => {
  const names = {
    unit: 'block' as const,
    folds: new Map([
      [0, 'iris'],
      [1, 'wine'],
      [2, 'digits'],
    ]),
    seeds: null,
  };

  it('say what is missing, and what the blocks are', () => {
    const rows = table({ a: column(0.8, 0.82, 0.81), b: [[0.7], [null], [0.73]] });
    const { caveats } = said(rows, { names, testToTrain: 0 });
    expect(caveats).toContain('1 trial is missing: b lacks block wine.');
    expect(caveats).toContain('Over so few blocks a test that does not, the exact Wilcoxon');
    expect(caveats).not.toMatch(/fold/);
  });

  it('of seeds without folds', () => {
    const rows = table({ a: [[0.8, 0.82, 0.81]], b: [[0.7, null, 0.73]] });
    const { summary, caveats } = said(rows, {
      names: { unit: null, folds: new Map(), seeds: new Map([[2, 'second']]) },
      testToTrain: 0,
    });
    expect(caveats).toContain('1 trial is missing: b lacks seed second.');
    expect(caveats).toContain('There are no folds: the seeds show the noise of training on one split');
    expect(summary).toContain('on one split of the data only');
  });

  it('no study over blocks is promised that larger data sets make them more alike', () => {
    const rows = table({
      a: [
        [0.8, 0.81],
        [0.85, 0.83],
        [0.7, 0.72],
      ],
      b: [
        [0.78, 0.8],
        [0.8, 0.82],
        [0.69, 0.66],
      ],
    });
    const { variance, caveats } = verdictOf(rows, { ...FIVE_FOLDS, testToTrain: 0, names });
    expect(variance!.outlook.map(({ design }) => design)).toEqual(['now', 'seeds', 'folds']);
    expect(caveats.join(' ')).toMatch(
      /vary with blocks .* with twice the seeds or .* with twice the blocks\./,
    );
  });
});

it('one of nine that lacks trials is not "1 more lack some"', () => {
  const arms = Object.fromEntries(
    Array.from({ length: 10 }, (_, arm) => [
      `g${arm}`,
      A.map(([value], fold) => [fold === arm % 5 && arm < 9 ? null : value! + arm / 100]),
    ]),
  );
  expect(said(table(arms)).caveats).toContain('; 1 more lacks some.');
});
