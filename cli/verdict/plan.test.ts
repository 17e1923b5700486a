import { describe, expect, it } from 'vitest';
import { planText } from './plan-text.ts';

const study = { folds: 5, seeds: 5, resplit: false, alpha: 0.05 };
const asked = { study, pairs: 1, difference: 0.006, wanted: 0.8 };
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
