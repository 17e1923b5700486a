/** The promised rates, over simulated studies in which nothing differs. The figures stand in docs/statistics.md. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, it } from 'vitest';
import type { Observation } from './blocks.ts';
import { verdictOf } from './verdict.ts';

const STUDIES = 1000;
const GROUPS = 7;
const FOLDS = 5;
/** Folds of one study share training sets: their results correlate by about test / (test + train). */
const CORRELATION = 1 / FOLDS;

function normals(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  const uniform = () => ((generator.next() >>> 0) + 0.5) / 2 ** 32;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function nullStudy(normal: () => number): Observation[] {
  const foldEffects = Array.from({ length: FOLDS }, normal);
  return Array.from({ length: GROUPS }, (_, group) => {
    const shared = Math.sqrt(CORRELATION) * normal();
    return foldEffects.map((fold, index) => {
      const own = Math.sqrt(1 - CORRELATION) * normal();
      return {
        group: `g${group}`,
        fold: index,
        seed: 1,
        value: 0.97 + 0.002 * fold + 0.003 * (shared + own),
      };
    });
  }).flat();
}

it('keeps false alarms to 5% of studies, and covers what it should', () => {
  const normal = normals(20260101);
  let alarms = 0;
  let covered = 0;
  let uncorrected = 0;
  for (let study = 0; study < STUDIES; study++) {
    const rows = nullStudy(normal);
    const verdict = verdictOf(rows, {
      margin: 0.005,
      alpha: 0.05,
      testToTrain: 1 / (FOLDS - 1),
      maximize: true,
      unit: 'accuracy',
    });
    if (verdict.pairs.some((pair) => pair.conclusion.endsWith('better'))) alarms += 1;
    const first = verdict.pairs[0]!;
    if (first.interval!.low <= 0 && first.interval!.high >= 0) covered += 1;
    // What a plain paired t would have said of the same pair.
    if (Math.abs(first.t!) * Math.sqrt(1 + FOLDS / (FOLDS - 1)) > 2.776) uncorrected += 1;
  }
  // Measured: 39 false alarms, 954 intervals that cover, and 138 times a plain paired t would have cried wolf over one pair.
  // Three standard errors of a proportion of 5% over 1,000 are 2.1 points.
  expect(alarms / STUDIES).toBeLessThan(0.071);
  expect(Math.abs(covered / STUDIES - 0.95)).toBeLessThan(0.021);
  expect(uncorrected / STUDIES).toBeGreaterThan(0.1);
}, 60_000);
