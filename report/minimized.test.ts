/** A study that decides by a metric that is no share, and of which less is better. */
import { expect, it } from 'vitest';
import { verdictOf } from '../analysis/verdict.ts';
import { observationsOf } from '../results/summary.ts';
import { kerasRun } from './fixtures/keras-run.ts';
import { renderReport } from './report.ts';

const input = kerasRun(10);
const { results } = input.results;
const objective = { metric: 'loss', direction: 'minimize', margin: 0.005, alpha: 0.05 } as const;
const summary = input.results.summary.map((row) => {
  const folds = results.filter(({ arm }) => arm === row.arm).map(({ metrics }) => metrics.loss ?? null);
  const known = folds.filter((value) => value !== null);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { arm: row.arm, mean, stddev: Math.sqrt(squares / (known.length - 1)), folds };
});
const options = { margin: 0.005, alpha: 0.05, testToTrain: 0.25, maximize: false, unit: 'value' } as const;
const verdict = verdictOf(observationsOf(results, 'loss'), options);

it('shows the least first, on a scale of its own, in its own unit', async () => {
  const page = await renderReport({ ...input, results: { ...input.results, objective, summary, verdict } });
  const values = page.slice(page.indexOf('id="values"'), page.indexOf('id="learning"'));
  const evidence = page.slice(page.indexOf('id="evidence"'), page.indexOf('id="findings"'));
  const best = [...summary].sort((a, b) => a.mean - b.mean).map(({ arm }) => arm);
  const order = [...values.matchAll(/<th scope="row">.*?<\/svg>(\w+)<\/th>/gs)].map(([, arm]) => arm);
  expect(order).toEqual(best);
  expect(values).toContain('All values of validation loss, from 0 on');
  expect(values).toContain('Mean validation loss, best first');
  expect(evidence).toContain('difference in validation loss');
  // Neither per cent nor points, and no line of chance: those are of shares of right answers.
  expect(values.replace(/<svg.*?<\/svg>|style="[^"]*"/gs, '')).not.toMatch(/\d%|\bpp\b|percentage|chance/);
  expect(evidence.replace(/<svg.*?<\/svg>/gs, '')).not.toMatch(/percentage|\bpp\b/);
  const marks = values.match(/All values of validation loss.*?<svg.*?<\/svg>/s)![0];
  expect(marks).not.toMatch(/>\d+%</);
});
