/**
 * The promised rates over simulated studies, small: `npm run bench:verdict` has them all, and
 * docs/statistics.md its figures. Fixed random numbers; what a rule may do is its promise and three standard
 * errors.
 */
import { describe, expect, it } from 'vitest';
import { AT_MARGIN, falseEquivalence } from '../test/bench/verdict/equivalence.ts';
import { judgeOne, outcomesOf } from '../test/bench/verdict/measure.ts';
import { keyOf, type Rates, ratesOf } from '../test/bench/verdict/rates.ts';
import { SCENARIOS } from '../test/bench/verdict/scenarios.ts';

/** Rates of a scenario of the benchmark at some numbers of seeds only. */
function simulate(name: string, seeds: readonly number[], studies: number, looks = false) {
  const scenario = SCENARIOS.get(name)!;
  const own = { ...scenario, seeds, looks, study: { ...scenario.study, seeds: looks ? 10 : seeds.at(-1)! } };
  const judged = Array.from({ length: studies }, (_, study) => judgeOne(own, outcomesOf(own, study)));
  const effect = scenario.study.population.effect > 0;
  return ratesOf(judged, { effect, better: scenario.maximize ? 1 : -1 });
}

const at = (rates: Map<string, Rates>, ...[rule, seeds]: Parameters<typeof keyOf>) =>
  rates.get(keyOf(rule, seeds))!;

describe('where nothing differs and the folds are the same in each seed', () => {
  it('the verdict over seven arms and ten seeds keeps its rate, where the rule over all blocks does not', () => {
    const rates = simulate('kNN/7/kept/own/null', [10], 120);
    const { falseAlarms, allPairs, means } = at(rates, 'verdict', 10);
    expect(falseAlarms.rate).toBeLessThan(0.06 + 3 * 0.02);
    expect(allPairs.rate).toBeGreaterThan(0.93 - 3 * 0.02);
    expect(means.rate).toBeGreaterThan(0.93 - 3 * 0.01);
    expect(at(rates, 'blocks', 10).falseAlarms.rate).toBeGreaterThan(0.2);
  }, 60_000);

  it('so does the verdict over two, with losses', () => {
    const rates = simulate('ridge regression/2/kept/own/null', [3, 10], 500);
    for (const seeds of [3, 10]) {
      const { falseAlarms, allPairs } = at(rates, 'verdict', seeds);
      expect(falseAlarms.rate).toBeLessThan(0.06);
      expect(allPairs.rate).toBeGreaterThan(0.93);
    }
    expect(at(rates, 'blocks', 10).falseAlarms.rate).toBeGreaterThan(0.08);
  }, 60_000);

  it('looks after each seed do not raise it', () => {
    const rates = simulate('kNN/7/kept/own/null', [10], 60, true);
    expect(at(rates, 'verdict, looks', 10).falseAlarms.rate).toBeLessThan(0.06 + 3 * 0.028);
    expect(at(rates, 'blocks, looks', 10).falseAlarms.rate).toBeGreaterThan(0.12);
  }, 60_000);
});

it('where folds are drawn anew, the verdict counts no more degrees of freedom than one data set has', () => {
  const rates = simulate('weak kNN/7/drawn anew/own/null', [10], 150);
  expect(at(rates, 'verdict', 10).falseAlarms.rate).toBeLessThan(0.07);
  expect(at(rates, 'blocks', 10).falseAlarms.rate).toBeGreaterThan(0.07);
}, 60_000);

it('what seeds blur is found by more seeds, where over all blocks it is found ever less', () => {
  const rates = simulate('ridge regression/2/kept/shared/effect', [1, 3, 10, 20], 100);
  const found = (rule: 'verdict' | 'blocks') =>
    [1, 3, 10, 20].map((seeds) => at(rates, rule, seeds).found.rate);
  const [, three, ten, twenty] = found('verdict');
  expect(ten).toBeGreaterThan(three! + 0.1);
  expect(twenty).toBeGreaterThan(ten!);
  expect(twenty).toBeGreaterThan(0.6);
  expect(found('blocks')[3]).toBeLessThan(0.3);
}, 60_000);

describe('two that differ by exactly the margin, and hardly ever disagree,', () => {
  it.each(AT_MARGIN.slice(0, 5))('are not called equivalent: %o', (kind) => {
    expect(falseEquivalence(kind, 200).verdict.rate).toBeLessThan(0.05);
  });

  it('would be, by the spread between blocks alone', () => {
    expect(falseEquivalence(AT_MARGIN[0]!, 200).spreadAlone.rate).toBeGreaterThan(0.15);
  });

  it('would be found equivalent within a margin four times as wide, with examples enough', () => {
    const wide = { examples: 2000, disagreement: 0.01, margin: 0.005, seeds: 1, bySeed: true, judged: 0.02 };
    expect(falseEquivalence(wide, 100).verdict.rate).toBeGreaterThan(0.8);
  });
});
