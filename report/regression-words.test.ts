/** What a report says of regressions, and of studies without folds. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../proto/findings.ts';
import type { Metric } from '../proto/metrics.ts';
import { metricsOf, REGRESSION_METRICS } from '../study/metrics.ts';
import { kerasRun } from './fixtures/keras-run.ts';
import { renderReport } from './report.ts';

const REGRESSION: readonly Metric[] = REGRESSION_METRICS.filter(({ name }) => name === 'r2');
const CLASSIFIER = metricsOf(10).filter(({ name }) => name === 'accuracy');

/** The section on findings of a run whose trials report such metrics, each with these findings. */
async function findingsText(metrics: readonly Metric[], findings: readonly Finding[]): Promise<string> {
  const { results, provenance } = kerasRun(1);
  const { study: _, studyText: __, ...bare } = provenance;
  const metric = metrics[0]!.name;
  const trials = results.results.map((trial) => ({
    ...{ ...trial, findings },
    metrics: { [metric]: trial.metrics.accuracy! },
    history: { [metric]: [trial.metrics.accuracy!] },
  }));
  const objective = { ...results.objective, metric };
  const page = await renderReport({
    results: { ...results, metrics, objective, results: trials },
    provenance: bare,
  });
  return /<h2 id="findings">[\s\S]*?<\/section>/.exec(page)![0];
}

describe('findings', () => {
  it.each<[string, readonly Finding[]]>([
    ['a trial that did not learn', [{ kind: 'did_not_learn', chance: 0 }]],
    ['a dead start', [{ kind: 'dead_start', layer: 'dense_1' }]],
    ['one that diverged', [{ kind: 'diverged', step: 3 }]],
    ['nothing', []],
  ])('%s has no classes, no accuracy and no guess in a regression', async (_, findings) => {
    const text = await findingsText(REGRESSION, findings);
    expect(text).not.toMatch(/class\b(?!=)|accuracy|guess|chance|image/i);
    if (findings.every(({ kind }) => kind === 'did_not_learn'))
      expect(text).toMatch(/the mean of the targets/);
  });

  it.each<[string, readonly Finding[]]>([
    ['a trial that did not learn', [{ kind: 'did_not_learn', chance: 0.25 }]],
    ['nothing', []],
  ])('%s is told by the commonest class where classes are guessed', async (_, findings) => {
    const text = await findingsText(CLASSIFIER, findings);
    expect(text).toMatch(/guessing the commonest class/);
    expect(text).not.toMatch(/mean of the targets/);
    expect(text.includes('right in 25.00% here')).toBe(findings.length > 0);
  });
});

it.each([true, false])(
  'the table of trials has a column of folds only where there are folds: %s',
  async (folds) => {
    const { results, provenance } = kerasRun(1);
    const first = results.results.filter(({ fold }) => folds || fold === 0);
    const run = { ...results, results: first, ...(folds ? {} : { oneSplit: true as const }) };
    const table = /<h2 id="trials">[\s\S]*?<\/section>/.exec(
      await renderReport({ results: run, provenance }),
    )![0];
    const cells = (row: string) => row.match(/<t[hd]\b/g)!.length;
    const [head, ...rows] = table.match(/<tr[\s\S]*?<\/tr>/g)!;
    expect(/fold/i.test(head!)).toBe(folds);
    expect(table.includes('Folds count from 0')).toBe(folds);
    const whole = rows.filter((row) => !row.includes('colspan'));
    expect(whole.length).toBe(first.length);
    for (const row of whole) expect(cells(row)).toBe(cells(head!));
  },
);
