/**
 * Looking often must not mean crying wolf often. Larger simulations: `npm run bench:verdict`; figures in
 * docs/statistics.md.
 */
import { describe, expect, it } from 'vitest';
import { MOST_SEEDS, OPTIONS, studyOf } from '../test/bench/verdict/looks.ts';
import { alphaOfLooks, isSettled, sequentialVerdict } from './sequential.ts';
import { Draws } from './simulation/draws.ts';
import { verdictOf } from './verdict.ts';

const LOOKS = [1, 2, 3, 4, 5, 6, 7, 8];

const seeds = Array.from({ length: MOST_SEEDS }, (_, index) => index + 1);
const lookedAt = (at: readonly number[]) => ({ seeds, at, maxSeeds: MOST_SEEDS, stopped: null });
const decides = ({ pairs }: ReturnType<typeof verdictOf>) =>
  pairs.some(({ conclusion }) => conclusion.endsWith('better'));

describe('alpha is shared out over the looks', () => {
  it('next to nothing early, all of it at the last of the seeds', () => {
    const alphas = alphaOfLooks([2, 4, 6, 8], 8, 0.05);
    // Lan and DeMets's function of O'Brien and Fleming's kind at 1/4, 1/2, 3/4 and 1: 0.0001, 0.0056, 0.0236,
    // 0.05.
    const spent = alphas.map((_, index) => alphas.slice(0, index + 1).reduce((sum, own) => sum + own, 0));
    expect(spent.map((value) => value.toFixed(4))).toEqual(['0.0001', '0.0056', '0.0236', '0.0500']);
    expect(alphaOfLooks([8], 8, 0.05)[0]).toBeCloseTo(0.05, 12);
  });

  it('never more than there is, however often one looks', () => {
    const alphas = alphaOfLooks(
      Array.from({ length: 500 }, (_, index) => index + 1),
      500,
      0.05,
    );
    expect(alphas.reduce((sum, own) => sum + own, 0)).toBeLessThanOrEqual(0.05 + 1e-12);
    expect(Math.min(...alphas)).toBeGreaterThan(0);
  });
});

describe('over simulated studies with up to eight looks each', () => {
  it('keeps false alarms to the study’s alpha, where looking at 5% each time does not', () => {
    const draws = new Draws(20260202);
    const studies = 300;
    let alarms = 0;
    let naive = 0;
    for (let round = 0; round < studies; round++) {
      const rows = studyOf(draws, [0, 0, 0], 0.5);
      if (decides(sequentialVerdict(rows, OPTIONS, lookedAt(LOOKS)))) alarms += 1;
      const first = (count: number) => rows.filter(({ seed }) => seed <= count);
      if (LOOKS.some((count) => decides(verdictOf(first(count), OPTIONS)))) naive += 1;
    }
    // Measured: 6 of 300 with the rule, 46 without. Three standard errors of a rate of 5% over 300 are 3.8
    // points.
    expect(alarms / studies).toBeLessThan(0.06);
    expect(naive / studies).toBeGreaterThan(0.1);
  }, 120_000);

  it('finds what is there, and mostly before the last seed', () => {
    const draws = new Draws(20260303);
    let found = 0;
    let early = 0;
    for (let round = 0; round < 200; round++) {
      const rows = studyOf(draws, [0, 0.2]);
      if (decides(sequentialVerdict(rows, OPTIONS, lookedAt(LOOKS)))) found += 1;
      if (decides(sequentialVerdict(rows, OPTIONS, lookedAt(LOOKS.slice(0, 6))))) early += 1;
    }
    expect(found / 200).toBeGreaterThan(0.9);
    expect(early / 200).toBeGreaterThan(0.7);
  }, 120_000);
});

describe('the verdict', () => {
  it('says what was spent, and why it stopped', () => {
    const rows = studyOf(new Draws(1), [0, 0.5]);
    const verdict = sequentialVerdict(rows, OPTIONS, { ...lookedAt([2, 4]), stopped: 'settled' });
    expect(isSettled(verdict)).toBe(true);
    expect(verdict.sequential).toMatchObject({ maxSeeds: 8, alpha: 0.05, stopped: 'settled' });
    expect(verdict.sequential!.spent).toBeCloseTo(0.0056, 4);
    expect(verdict.settings.alpha).toBe(verdict.sequential!.looks[1]!.alpha);
    expect(verdict.summary).toHaveLength(4);
    expect(verdict.summary[2]).toContain('With 4 seeds');
    expect(verdict.summary[3]).toBe(
      'Seeds were added in blocks, 4 of at most 8, with 2 looks at the results, which spent 0.0056 of the alpha of 0.05; no more were added, since every pair is decided.',
    );
  });

  it('keeps what an earlier look decided', () => {
    // One way in the first four seeds, the other way in the last four.
    const rows = studyOf(new Draws(2), [0, 0]).map((row) =>
      row.group === 'g1' ? { ...row, value: row.value + (row.seed <= 4 ? 0.5 : -0.5) } : row,
    );
    const early = sequentialVerdict(rows, OPTIONS, lookedAt([4]));
    const alone = sequentialVerdict(rows, OPTIONS, lookedAt([8]));
    const late = sequentialVerdict(rows, OPTIONS, lookedAt([4, 8]));
    expect(early.pairs[0]!.conclusion).toBe('b_better');
    expect(alone.pairs[0]!.conclusion).toBe('undecided');
    expect(late.pairs[0]!.conclusion).toBe('b_better');
    expect(late.groups.map(({ letters }) => letters)).toEqual(['a', 'b']);
  });
});
