import { describe, expect, it } from 'vitest';
import { chanceOfFinding } from '../../analysis/plan.ts';
import { testManifest } from '../../test/support/cluster.ts';
import { mustBeOfTheSameKind } from './pilot-kind.ts';
import { planText } from './plan-text.ts';

const study = { folds: 5, seeds: 5, resplit: false, alpha: 0.05 };
const asked: Omit<Parameters<typeof planText>[0], 'pilot'> = {
  ...{ study, pairs: 1, difference: 0.006, wanted: 0.8 },
  ...{ timesData: 1, mostSeeds: 10_000 },
  scale: 'share',
};
/** Standard deviation of 1 percentage point, from seeds alone: 0.6 of it is to be found. */
const pilot = { pairs: 1, folds: 5, seeds: 4, spread: { fold: 0, seed: 0, rest: 0.0001 } };

describe('a plan', () => {
  it('says how many seeds are needed where they suffice', () => {
    const text = planText({ ...asked, pilot }).join('\n');
    expect(text).toMatch(/0\.00 pp with the fold, 0\.00 pp with the seed and 1\.00 pp from trial to trial/);
    // The verdict finds 0.6 standard deviations over 5 seeds in 26% of studies, and over 15 in 80%.
    expect(text).toMatch(
      /a difference of 0\.60 percentage points with 2[3-9]% power, at alpha 0\.050 for its pair/,
    );
    expect(text).toMatch(/It needs 1[4-6] seeds for 80% power/);
    expect(text).not.toMatch(/No number/);
    expect(text).toMatch(/as it is: 5 folds × 5 seeds +2\d%\n +10 seeds +[67]\d%\n +20 seeds +9\d%/);
  });

  it('says that no number of seeds will do only where that is so, and to what they come', () => {
    const folds = { ...pilot, spread: { fold: 0.0001, seed: 0, rest: 0.0001 } };
    expect(planText({ ...asked, pilot: folds })[2]).toMatch(
      /No number of seeds reaches 80% power: with ever more it comes to \d+%/,
    );
    expect(planText({ ...asked, difference: 0.05, pilot: folds })[2]).toMatch(/^It needs \d seeds?/);
  });

  it('from a pilot of one seed does not say what that cannot show', () => {
    const one = { ...pilot, seeds: 1, spread: { fold: 0.0001, seed: 0, rest: 0 } };
    const text = planText({ ...asked, pilot: one }).join('\n');
    expect(text).toMatch(/With one seed it cannot be told/);
    expect(text).toMatch(/with at least \d+% power/);
    expect(text).toMatch(/this pilot cannot say/);
    expect(text).not.toMatch(/No number/);
  });

  it('whose pilot drew its folds anew does not take its seeds for seeds of the same folds', () => {
    const anew = { ...pilot, resplit: true, spread: { fold: 0.0001, seed: 0, rest: 0 } };
    const text = planText({ ...asked, pilot: anew }).join('\n');
    expect(text).toMatch(/folds drawn anew for each seed\) differences vary by 1\.00 pp from block to block/);
    expect(text).toMatch(/with at least \d+% power/);
    expect(text).toMatch(/this pilot cannot say/);
    expect(text).not.toMatch(/With one seed/);
  });

  it('that draws its folds anew does not say that folds are not averaged out by more seeds', () => {
    const anew = { ...asked, study: { ...study, resplit: true } };
    const text = planText({ ...anew, pilot: { ...pilot, spread: { fold: 0.0001, seed: 0, rest: 0.0001 } } });
    expect(text[0]).toMatch(/average out all of it, down to what their training sets share/);
    expect(text[2]).toMatch(/since what training sets of one data set share stays/);
    expect(text.join(' ')).not.toMatch(/not average/);
  });

  it('promises no certainty', () => {
    const sure = planText({ ...asked, difference: 0.5, pilot }).join('\n');
    expect(sure).toMatch(/with more than 99% power/);
    expect(sure).toMatch(/4 seeds|20 seeds +>99%/);
    expect(sure).not.toMatch(/100%/);
  });
});

describe('what a plan advises is what its own table says', () => {
  const text = (change: Partial<Parameters<typeof planText>[0]>) =>
    known(JSON.stringify(change), () => planText({ ...asked, pilot, ...change }).join('\n'));
  const texts = new Map<string, string>();
  /** A plan takes a second: what was asked before is not computed again. */
  const known = (key: string, make: () => string) => {
    if (!texts.has(key)) texts.set(key, make());
    return texts.get(key)!;
  };

  it('more seeds than a study can have are said to be so, with separators of thousands', () => {
    const few = text({ difference: 0.0001, mostSeeds: 10_000 });
    expect(few).toMatch(/It would need \d\d,\d{3} seeds for 80% power, .* a study can have 10,000\. /);
    // Nothing varies with the folds, so that more data changes nothing, and is not advised.
    expect(few).toMatch(/Four times the data would not do either: look for a larger difference\./);
    expect(text({ difference: 0.000001 })).toMatch(/would need more than 1,048,576 seeds/);
    expect(text({ mostSeeds: 3 })).toMatch(/It would need 1[4-6] seeds .* a study can have 3\. /);
  });

  it.each([
    [0.00003, /Twice the data would do/],
    [0.00005, /Four times the data would do/],
    [0.02, /Four times the data would not do either/],
  ])('data is advised where it is enough: variance %f', (fold, words) => {
    const spread = { fold, seed: 0, rest: 0.00001 };
    const with4 = chanceOfFinding(0.011, { ...spread, fold: fold / 4 }, { ...study, seeds: 1e6 });
    expect(text({ pilot: { ...pilot, spread }, difference: 0.011 })).toMatch(words);
    expect(with4 > asked.wanted).toBe(!words.source.includes('not do'));
  });

  it('gives the difference that the study finds with the power wanted', () => {
    const [, least] = /finds differences from about ([\d.]+) percentage points on/.exec(text({}))!;
    const again = text({ difference: Number(least) / 100 });
    expect(again).toMatch(/with (79|80|81)% power, at alpha/);
  });

  it('says that seeds do at least what a pilot of one seed can show', () => {
    const one = { ...pilot, seeds: 1, spread: { fold: 0.0001, seed: 0, rest: 0 } };
    const said = text({ pilot: one });
    expect(said).toMatch(/ 10 seeds +≥\d+%\n +20 seeds +≥\d+%/);
    expect(text({})).not.toContain('≥');
  });

  it('takes what varies with the folds for the data and the folds of the study, and says so', () => {
    const own = { ...pilot, spread: { fold: 0.0001, seed: 0, rest: 0 } };
    const [four, one] = [text({ pilot: own, timesData: 4 }), text({ pilot: own })];
    expect(four).toMatch(/scaled from the pilot to the study \(4 times the examples\)/);
    expect(one).not.toMatch(/scaled/);
    const chance = (said: string) => Number(/with (\d+)% power, at/.exec(said)![1]);
    expect(chance(four)).toBeGreaterThan(chance(one) + 10);
  });

  it('writes figures that are no shares as they are', () => {
    const loss = text({ scale: 'plain', difference: 0.006 });
    expect(loss).toMatch(
      /differences vary by 0 with the fold, 0 with the seed and 0\.01 from trial to trial/,
    );
    expect(loss).not.toMatch(/percentage|pp/);
  });
});

describe('a pilot of another kind is refused', async () => {
  const manifest = await testManifest('pilot', 2, 3);
  const facts = { examples: 150, shape: [4], classes: 3 };
  const check = (change: object, ofPilot: object = {}) =>
    mustBeOfTheSameKind({ study: { ...manifest.study, ...change }, facts }, { ...manifest, ...ofPilot });

  it('but not one of the same', () => {
    expect(() => check({})).not.toThrow();
    expect(() => check({ seeds: [7], folds: { ...manifest.study.folds, count: 9 } })).not.toThrow();
  });

  it.each([
    [{ dataset: { kind: 'named', name: 'mnist' } }, {}, /is of iris .*, and the study of mnist/],
    [{}, { dataset: { ...manifest.dataset, classes: 10 } }, /is of iris \(4, 10 classes\)/],
    [{}, { dataset: { ...manifest.dataset, shape: [28, 28, 1] } }, /28 × 28 × 1/],
    [
      { objective: { ...manifest.study.objective, metric: 'auc' } },
      {},
      /measured accuracy, .* the study decides by auc/,
    ],
  ])('%o %o', (change, ofPilot, words) => {
    expect(() => check(change, ofPilot)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringMatching(words) }),
    );
  });
});
