/** Tables that a verdict went wrong on once, each with what is right (`fixtures/README.md`). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgeText } from './fixtures/judge-text.ts';
import { renderVerdict } from './render.ts';

const judged = (name: string) => {
  const text = readFileSync(new URL(`fixtures/cases/${name}.csv`, import.meta.url), 'utf8');
  return judgeText(text, { source: `${name}.csv`, margin: 0.005, alpha: 0.05 }).verdict;
};

describe('trials that are missing', () => {
  it('turn nothing round: the sentence follows the pair, and names who lacks what', () => {
    const { summary, pairs, groups, caveats } = judged('missing-flip');
    expect(pairs[0]!.difference).toBeCloseTo(-0.050333, 6);
    expect([pairs[0]!.blocks, pairs[0]!.conclusion]).toEqual([3, 'b_better']);
    expect(summary[0]).toMatch(
      /^b is the best: 5\.03 percentage points above a, over the 3 blocks that both/,
    );
    expect(groups[0]!.group).toBe('b');
    expect(caveats[0]).toMatch(/^2 trials are missing: a lacks folds 3 and 4 \(seed 1\)\./);
  });

  it.each([
    ['one-fold-failed', 40, 'fold 4'],
    ['folds-failed', 160, 'folds 1, 2, 3 and 4'],
  ])('%s: the correction is that of the folds as planned', (name, count, folds) => {
    const { settings, caveats } = judged(name);
    expect(settings.testToTrain).toBe(0.25);
    expect(caveats[0]).toBe(
      `${count} trials are missing: glorot_uniform, he_normal, glorot_normal and he_uniform lack ${folds} (10 seeds). ` +
        'Each pair is compared on the blocks that both have.',
    );
  });

  it('leave nothing to compare where no block is common', () => {
    const { pairs, summary, settings } = judged('no-common-block');
    const [pair] = pairs;
    expect([pair!.difference, pair!.superiority, pair!.p, pair!.interval]).toEqual([null, null, null, null]);
    expect(pair!.conclusion).toBe('undecided');
    expect(summary[0]).toMatch(/a has no block in common with b, so that they cannot be compared directly/);
    expect(summary[0]).not.toMatch(/highest|best/);
    expect(settings.comparisons).toBe(0);
  });
});

it('copies of one seed under ten names add nothing', () => {
  const [one, copies] = [judged('one-seed'), judged('duplicated-seeds')].map(({ pairs }) => pairs[0]!);
  // scipy.stats.t.sf(0.0082 / (stdev * sqrt(1 / 5 + 1 / 4)), 4) * 2 over the five differences.
  expect(one!.p).toBeCloseTo(0.1611645, 6);
  expect(copies!.p).toBeCloseTo(one!.p!, 12);
  expect([one!.conclusion, copies!.conclusion]).toEqual(['undecided', 'undecided']);
});

describe('no spread', () => {
  it('of differences that are equal but for rounding has no t and no d_z, and is said in words', () => {
    const { pairs, caveats, summary } = judged('zero-variance-noise');
    const { t, effectSize, p, interval, difference } = pairs[0]!;
    expect([t, effectSize, p, interval]).toEqual([null, null, null, null]);
    expect(difference).toBeCloseTo(0.01, 12);
    expect(caveats).toContain(
      'a and b differ by 1.00 percentage points in every block that both have: without any spread no p can be computed, and the difference is not decided.',
    );
    expect(summary[0]).toMatch(/cannot be told apart from b/);
  });

  it('decides nothing, and shows no equivalence', () => {
    const { pairs, summary } = judged('identical-two-folds');
    expect([pairs[0]!.conclusion, pairs[0]!.p, pairs[0]!.equivalence.equivalent]).toEqual([
      'undecided',
      null,
      false,
    ]);
    expect(summary[0]).toMatch(/^a and b share the highest mean, 95\.00%; a cannot be told apart from b/);
  });
});

it('arms that learned in some trials are unstable, and neither is the only one that learned', () => {
  const { summary, groups, learning, pairs } = judged('chance-3-of-5-vs-2-of-5');
  expect(groups.map(({ unstable, chanceLevel, dead }) => [unstable, chanceLevel, dead])).toEqual([
    [true, false, 2],
    [true, false, 3],
  ]);
  expect(learning).toHaveLength(1);
  expect(learning[0]!.p).toBeCloseTo(1, 10);
  expect(pairs).toHaveLength(1);
  expect(summary.join(' ')).not.toMatch(/only arm|No arm learned/);
  expect(summary[1]).toBe(
    'Unstable: b did not learn in 2 of 5 trials, a in 3 of 5; these rates cannot be told apart from any other’s at alpha 0.05 (Fisher’s exact test, p = 1.000).',
  );
});

it('with one fold only the noise of training was measured, and there is no p', () => {
  const verdict = judged('one-fold');
  const { p, pAdjusted, t, difference, interval, basis, conclusion } = verdict.pairs[0]!;
  expect([p, pAdjusted, t, basis, conclusion]).toEqual([null, null, null, 'seeds', 'undecided']);
  expect(difference).toBeCloseTo(0.0094, 12);
  // scipy.stats.t.interval(0.95, 4, 0.0094, sem of the five differences).
  expect(interval!.low).toBeCloseTo(0.00900735, 7);
  expect(verdict.summary[0]).toMatch(
    /on one split of the data only, which does not tell whether a difference holds on other data/,
  );
  expect(verdict.caveats.join()).toMatch(/There is only one fold: the seeds show the noise of training/);
  expect(renderVerdict(verdict, 'accuracy', { colour: false, all: true }).join('\n')).toMatch(
    /x − y .* training noise only/,
  );
});
