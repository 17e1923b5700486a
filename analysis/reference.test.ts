/**
 * Whole verdicts against figures made a second time with NumPy and SciPy (`fixtures/verdict-reference.py`).
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fisherExact } from './fisher.ts';
import { verdictOf } from './verdict.ts';

interface Reference {
  readonly alpha: number;
  readonly margin: number;
  readonly studies: readonly {
    readonly rows: readonly (readonly [string, number, number, number])[];
    readonly testToTrain: number;
    readonly resplit: boolean;
    readonly examples: number;
    readonly pairs: readonly ReferencePair[];
  }[];
}

interface ReferencePair extends Readonly<Record<Figure, number>> {
  readonly a: string;
  readonly b: string;
  readonly low: number;
  readonly high: number;
  readonly equal: number;
  readonly components?: Readonly<Record<'fold' | 'seed' | 'rest', number>>;
  readonly intervals?: Readonly<Record<'fold' | 'seed' | 'rest', readonly [number, number]>>;
}

const FIGURES = ['blocks', 'difference', 'error', 'df', 't', 'p', 'pAdjusted'] as const;
type Figure = (typeof FIGURES)[number];

const { alpha, margin, studies } = JSON.parse(
  readFileSync(new URL('fixtures/verdict-reference.json', import.meta.url), 'utf8'),
) as Reference;

const near = (found: number | null | undefined, wanted: number, what: string) =>
  expect(Math.abs(found! - wanted), `${what}: ${found} for ${wanted}`).toBeLessThan(
    1e-7 * Math.max(1e-4, Math.abs(wanted)),
  );

it(`has SciPy's figures in ${studies.length} studies: seeds, gaps, resplit, every mix of components`, () => {
  let decided = 0;
  let equivalent = 0;
  for (const [index, study] of studies.entries()) {
    const rows = study.rows.map(([group, fold, seed, value]) => ({ group, fold, seed, value }));
    const { testToTrain, resplit, examples } = study;
    const options = {
      margin,
      alpha,
      testToTrain,
      resplit,
      examples,
      maximize: true,
      unit: 'accuracy',
    } as const;
    const verdict = verdictOf(rows, options);
    for (const wanted of study.pairs) {
      const pair = verdict.pairs.find(({ a, b }) => a === wanted.a && b === wanted.b)!;
      const what = `study ${index}, ${wanted.a} − ${wanted.b}`;
      for (const name of FIGURES) near(pair[name], wanted[name], `${what}, ${name}`);
      near(pair.interval!.low, wanted.low, `${what}, low`);
      near(pair.interval!.high, wanted.high, `${what}, high`);
      near(pair.equivalence.pAdjusted, wanted.equal, `${what}, equivalence`);
      if (pair.conclusion.endsWith('better')) decided += 1;
      if (pair.conclusion === 'equivalent') equivalent += 1;
      const { variance } = verdict;
      if (!variance || variance.a !== pair.a || variance.b !== pair.b || !wanted.components) continue;
      for (const name of ['fold', 'seed', 'rest'] as const) {
        const part = variance.parts[name];
        near(part.variance * 1e4, wanted.components[name] * 1e4, `${what}, ${name}`);
        near(part.low * 1e4, wanted.intervals![name][0] * 1e4, `${what}, ${name} low`);
        near(part.high! * 1e4, wanted.intervals![name][1] * 1e4, `${what}, ${name} high`);
      }
    }
  }
  // The studies are no use if nothing happens in them.
  expect([decided > 10, equivalent > 5]).toEqual([true, true]);
});

it('Fisher’s exact test is SciPy’s', () => {
  // scipy.stats.fisher_exact([[k, n - k], [l, m - l]]).pvalue of SciPy 1.17.1.
  const wanted = [
    [3, 5, 2, 5, 1.0],
    [0, 5, 5, 5, 0.007936507936507938],
    [0, 10, 8, 10, 0.000714455822814956],
    [1, 30, 9, 20, 0.0005085099832338361],
    [7, 50, 7, 50, 1.0],
  ] as const;
  for (const [k, n, l, m, p] of wanted) expect(fisherExact(k, n, l, m)).toBeCloseTo(p, 10);
});
