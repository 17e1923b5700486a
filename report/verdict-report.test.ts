import { describe, expect, it } from 'vitest';
import { verdictOf } from '../analysis/verdict.ts';
import { renderVerdictReport } from './verdict-report.ts';

const NOISE = [0.004, -0.003, 0.001, -0.002, 0.003];
const observations = (means: Readonly<Record<string, number>>) =>
  Object.entries(means).flatMap(([group, mean], place) =>
    NOISE.map((_, fold) => ({
      group,
      fold,
      seed: 0,
      value: mean + NOISE[(fold + place) % 5]! * (Math.abs(mean) < 1e-5 ? 1e-5 : 1),
    })),
  );
const report = (means: Readonly<Record<string, number>>, value: string, maximize: boolean) => {
  const rows = observations(means);
  const unit = value === 'accuracy' ? 'accuracy' : 'value';
  const verdict = verdictOf(rows, { margin: 0.05, alpha: 0.05, testToTrain: 0.25, maximize, unit });
  return renderVerdictReport({ verdict, observations: rows, source: 'mine.csv', factor: 'optimizer', value });
};

describe('the report over a table from elsewhere', () => {
  it('speaks of losses as they are, under the column’s own name, the smallest first', async () => {
    const page = await report({ slow: 0.9, fast: 0.2 }, 'loss', false);
    expect(page).toContain('fast</b> (0.2006) is the best: 0.7 below');
    expect(page).toContain('difference in loss');
    expect(page).toContain('>fast − slow</th><td class="number"><b>−0.7</b>');
    expect(page).toContain('<th scope="col">optimizer</th>');
    expect(page.indexOf('fast</th>')).toBeLessThan(page.indexOf('slow</th>'));
    expect(page).not.toMatch(/initializer|percentage point/);
  });

  it('speaks of accuracies in per cent', async () => {
    const page = await report({ slow: 0.8, fast: 0.9 }, 'accuracy', true);
    expect(page).toContain('<b>90.06%</b>');
    expect(page).toContain('difference in percentage points');
  });

  it('is the same bytes each time, needs nothing, and makes no markup of names', async () => {
    const names = { '<script>x</script>': 0.5, '"&\'': 0.3 };
    const page = await report(names, 'loss', true);
    expect(await report(names, 'loss', true)).toBe(page);
    expect(page).not.toContain('<script');
    expect(page).toContain("default-src 'none'");
  });

  it('of a single arm has a verdict and no evidence to draw', async () => {
    const page = await report({ only: 0.5 }, 'loss', true);
    expect(page).toContain('nothing to compare it with');
    expect(page).not.toContain('<svg class="chart"');
  });

  it('of one fold says that intervals show the noise of training alone, and calls no pair undecided', async () => {
    const rows = [1, 2, 3, 4].flatMap((seed) => [
      { group: 'x', fold: 0, seed, value: 0.93 + seed / 1000 },
      { group: 'y', fold: 0, seed, value: 0.91 + seed ** 2 / 1000 },
    ]);
    const options = { margin: 0.005, alpha: 0.05, testToTrain: 0, maximize: true, unit: 'accuracy' } as const;
    const verdict = verdictOf(rows, options);
    const input = { verdict, observations: rows, source: 'a.csv', factor: 'net', value: 'accuracy' };
    const page = await renderVerdictReport(input);
    expect(verdict.pairs[0]!.interval).not.toBeNull();
    expect(page).toContain('95% interval over seeds. Pairs share one fold');
    expect(page).toContain('<td>training noise only</td>');
    expect(page).not.toMatch(/corrected for training sets|told apart after|<td>undecided/);
  });

  it('writes minus signs of one kind, and small figures on an axis without a row of zeros', async () => {
    const page = await report({ slow: -3e-7, fast: -9e-7 }, 'loss', false);
    const texts = [...page.matchAll(/<text[^>]*>([^<]*)|<td[^>]*>([^<]*)/g)].map(([, x, y]) => x ?? y!);
    expect(texts.filter((text) => /e−/.test(text)).length).toBeGreaterThan(5);
    expect(texts.filter((text) => /(^|[ e])-\d|0\.000000/.test(text))).toEqual([]);
  });

  const ofSeeds = (
    change: (row: { group: string; fold: number; seed: number }) => boolean,
    margin: number | null,
  ) => {
    const rows = [1, 2, 3]
      .flatMap((seed) =>
        observations({ slow: 0.8, fast: 0.9, third: 0.7 }).map((row) => ({
          ...row,
          seed,
          value: row.value + 0.001 * ((seed * (row.fold + 1)) % 4),
        })),
      )
      .filter(change);
    const verdict = verdictOf(rows, {
      margin,
      alpha: 0.05,
      testToTrain: 0.25,
      maximize: true,
      unit: 'accuracy',
    });
    return renderVerdictReport({
      verdict,
      observations: rows,
      source: 'mine.csv',
      factor: 'optimizer',
      value: 'accuracy',
    });
  };

  it('shows where the variance comes from and what a larger study would find; no ranks over folds, with the reason', async () => {
    const page = await ofSeeds(() => true, 0.05);
    expect(page).toContain('Where the variance comes from');
    for (const study of ['as it is', 'twice the seeds', 'twice the folds', 'twice the data'])
      expect(page).toContain(`<th scope="row">${study}</th>`);
    expect(page).toMatch(/Ranks are not tested .* Folds of one\s+data set share their training data/);
    expect(page).not.toMatch(/mean rank|Nemenyi’s test does not/);
    expect(page).toContain('simultaneous 95%');
  });

  it('has null for what is not known: no margin, no common block', async () => {
    const page = await ofSeeds(({ group, fold }) => (group === 'fast') === fold > 2, null);
    expect(page).toContain('No margin, alpha');
    expect(page).toContain('no common block');
    expect(page).not.toMatch(/NaN|undefined|null|Infinity/);
  });
});
