/** The verdict over a run's `results.csv` is the run's own, whatever failed or did not learn. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import { resultsCsv } from '../../results/csv.ts';
import { mergeResults } from '../../results/merge.ts';
import { resultsOf } from '../../results/summary.ts';
import { armCalled } from '../../study/fixtures/arm.ts';
import { gridOf } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { metricsOf } from '../../study/metrics.ts';
import type { Study } from '../../study/study.ts';
import { judgeText } from './fixtures/judge-text.ts';
import { readTable } from './table/observations.ts';
import { judge } from './verdict.ts';

const study = {
  name: 'again',
  factors: [{ name: 'initializer', field: 'initializers', levels: ['zeros', 'he_normal', 'glorot_normal'] }],
  arms: ['zeros', 'he_normal', 'glorot_normal'].map((id) => armCalled(id)),
  folds: { count: 5, shuffle: true, seed: 1 },
  seeds: [1, 2, 3],
  settings: {
    training: { optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0 }, batchSize: 8, epochs: 1 },
  },
  metrics: metricsOf(3),
  objective: { metric: 'accuracy', direction: 'maximize', margin: 0.005, alpha: 0.05 },
} as unknown as Study;

const manifest = {
  run: 'r',
  study,
  dataset: { name: 'iris', examples: 150, shape: [4], classes: 3, sha256: '', licence: '' },
  folds: Array.from({ length: 5 }, () => ({
    validation: 30,
    train: 120,
    validationSha256: '',
    trainSha256: '',
  })),
  trials: 45,
  createdAt: '2026-01-01T00:00:00.000Z',
} as unknown as Manifest;

/** Fold 4 failed for all, one more trial for one; `zeros` never learned; one trial of another did not. */
const outcomes = gridOf(study).map(({ index, key, arm, fold, seed }): Outcome => {
  const failed = fold === 4 || (arm === 'he_normal' && fold === 2 && seed === 2);
  const dead = arm === 'zeros' || (arm === 'glorot_normal' && fold === 0 && seed === 3);
  const accuracy = dead ? 1 / 3 : (28 - ((fold + seed * index) % 4)) / 30;
  return {
    trial: index,
    key,
    status: failed ? 'failed' : 'completed',
    ...(failed ? { reason: 'out of memory' } : {}),
    attempt: 1,
    worker: 'w',
    backend: 'b',
    metrics: failed ? {} : { accuracy, loss: 0.5 },
    history: failed ? {} : { accuracy: [accuracy], loss: [0.5] },
    findings: dead && !failed ? [{ kind: 'did_not_learn', chance: 0.36 }] : [],
    seconds: 1,
    recordedAt: '2026-01-01T00:00:00.000Z',
  };
});

it('over failed, missing and dead trials', () => {
  const execution = { workers: 1, seconds: 1, secondsOfThisPart: 1, recordedInThisPart: 45 };
  const results = resultsOf(manifest, outcomes, execution);
  const { verdict } = judgeText(resultsCsv(results), {
    source: 'results.csv',
    margin: study.objective.margin,
    alpha: study.objective.alpha,
  });
  expect(verdict).toEqual(results.verdict);
  // What only the run knew once: five folds planned, the examples, the commonest class, what is missing.
  expect(verdict.settings).toMatchObject({ testToTrain: 0.25, examples: 150, examplesKnown: true });
  expect(verdict.caveats[0]).toMatch(/^10 trials are missing: /);
  expect(verdict.groups.find(({ group }) => group === 'zeros')).toMatchObject({
    chanceLevel: true,
    chance: { share: expect.closeTo(1 / 3, 12) },
  });
  expect(verdict.groups.find(({ group }) => group === 'glorot_normal')).toMatchObject({
    unstable: true,
    dead: 1,
  });
});

it('the table has the share of the commonest class where trials report a share of right answers alone', () => {
  const execution = { workers: 1, seconds: 1, secondsOfThisPart: 1, recordedInThisPart: 45 };
  const results = resultsOf(manifest, outcomes, execution);
  const regression = { ...results, metrics: results.metrics.filter(({ binomial }) => !binomial) };
  const columns = [results, regression].map((run) => resultsCsv(run).split('\n', 1)[0]!.trim().split(','));
  expect(columns.map((names) => names.includes('chance'))).toEqual([true, false]);
  for (const run of [results, regression]) {
    const [head, ...lines] = resultsCsv(run).trim().split('\n');
    for (const line of lines) expect(line.split(',').length).toBe(head!.split(',').length);
  }
});

it('of a study without folds: tested over its seeds, in the table as in the run', () => {
  const { dataset: _, ...without } = manifest;
  const own = { ...without, study: { ...study, folds: { ...study.folds, count: 1 } }, trials: 9 } as Manifest;
  const values = gridOf(own.study).map(({ index, key, seed }): Outcome => {
    const metrics = { accuracy: 0.8 + 0.05 * (index % 3) + 0.01 * ((index * seed) % 4) };
    const { reason: _, ...base } = outcomes[0]!;
    return { ...base, trial: index, key, status: 'completed', metrics, history: {}, findings: [] };
  });
  const execution = { workers: 1, seconds: 1, secondsOfThisPart: 1, recordedInThisPart: 9 };
  const results = resultsOf(own, values, execution);
  expect(results.verdict.settings).toMatchObject({ oneSplit: true, testToTrain: 0, examples: null });
  expect(results.verdict.pairs.map(({ basis }) => basis)).toEqual(['repeats', 'repeats', 'repeats']);
  expect(results.verdict.pairs.some(({ p }) => p !== null)).toBe(true);
  const { verdict } = judgeText(resultsCsv(results), {
    ...{ source: 'results.csv', margin: study.objective.margin, alpha: study.objective.alpha },
  });
  expect(verdict.pairs).toEqual(results.verdict.pairs);
  expect(verdict.summary).toEqual(results.verdict.summary);
  expect(verdict.caveats).toEqual(results.verdict.caveats);
});

it.each([
  ['repeats of a cross-validation', { count: 15, repeats: 3 }, 4 / 5, 10],
  ['parts held out', { count: 12, kind: 'holdout', test: 0.2 }, 4 / 5, 10],
  ['few parts held out', { count: 4, kind: 'holdout', test: 0.4 }, 3 / 5, 3],
] as const)('of %s: in the table as in the run', (_, folds, trained, most) => {
  const own = { ...manifest, study: { ...study, folds: { ...study.folds, ...folds } } } as Manifest;
  const values = gridOf(own.study).map(({ index, key, fold }): Outcome => {
    const metrics = { accuracy: 0.8 + 0.05 * (index % 3) + 0.01 * ((index * (fold + 1)) % 7) };
    const { reason: _, ...base } = outcomes[0]!;
    return { ...base, trial: index, key, status: 'completed', metrics, history: {}, findings: [] };
  });
  const execution = { workers: 1, seconds: 1, secondsOfThisPart: 1, recordedInThisPart: values.length };
  const results = resultsOf({ ...own, trials: values.length }, values, execution);
  expect(results.verdict.settings.testsOverlap).toBe(true);
  expect(Math.max(...results.verdict.pairs.map(({ df }) => df))).toBeLessThanOrEqual(most);
  const options = { margin: study.objective.margin, alpha: study.objective.alpha };
  const { verdict } = judgeText(resultsCsv(results), { source: 'results.csv', ...options });
  expect(verdict.pairs).toEqual(results.verdict.pairs);
  expect(verdict.summary).toEqual(results.verdict.summary);
  expect(verdict.caveats).toEqual(results.verdict.caveats);
  expect(verdict.settings).toEqual(results.verdict.settings);
  // A table from elsewhere, of which its user says how much each fold trained on.
  const bare = resultsCsv(results).replace('test_to_train', 'something');
  const { verdict: said } = judgeText(bare, { source: 'other.csv', ...options, trainFraction: trained });
  const tested = ({ pairs }: typeof said) => pairs.map(({ df, p }) => [df, p!.toFixed(9)]);
  expect(tested(said)).toEqual(tested(results.verdict));
});

it('reads the table of a run of fanout 0.1.0 as before', () => {
  const kept = new URL('../../results/fixtures/version-1/results', import.meta.url);
  const { verdict } = judgeText(readFileSync(`${kept.pathname}.csv`, 'utf8'), {
    ...{ source: 'results.csv', margin: 0.005, alpha: 0.05 },
  });
  const { verdict: own } = JSON.parse(readFileSync(`${kept.pathname}.json`, 'utf8'));
  expect(verdict.groups).toMatchObject(own.groups);
});

it('of a run that added seeds says that its looks are not counted, and leaves no column to be guessed', () => {
  const results = resultsOf(manifest, outcomes, {
    ...{ workers: 1, seconds: 1, secondsOfThisPart: 1, recordedInThisPart: 45 },
  });
  const looks = { seeds: study.seeds, at: [2, 3], maxSeeds: 8, stopped: 'settled' } as const;
  const added = mergeResults(manifest, [results], looks);
  const judged = (csv: string) => {
    const table = readTable(Buffer.from(csv), { source: 'results.csv' });
    return judge(table, { factor: [], arm: [], missing: 'drop', alpha: 0.05 });
  };
  const { verdict, notes } = judged(resultsCsv(added));
  expect(verdict.caveats[0]).toMatch(/^Seeds were added to this run after 2 looks at its results\. .*alpha/);
  expect(notes).toContain(verdict.caveats[0]);
  const plain = judged(resultsCsv(results));
  expect(plain.verdict.caveats.join(' ')).not.toMatch(/looks/);
  expect(plain.verdict.pairs).toEqual(verdict.pairs);
});

it('of a metric that only the study knows takes its direction and margin, and lends them to no other column', () => {
  const objective = { metric: 'length', direction: 'minimize', margin: 0.3, alpha: 0.05 } as const;
  const metrics = [{ name: 'length', title: 'length', direction: 'minimize', scale: 'plain' }] as const;
  const own = { ...manifest, study: { ...study, metrics, objective } };
  const values = outcomes.map((outcome): Outcome => {
    const length = 1 + outcome.trial + (outcome.trial % 3) * 10;
    const { reason: _, ...rest } = outcome;
    return {
      ...rest,
      status: 'completed',
      findings: [],
      metrics: { length, moves: 100 - length },
      history: {},
    };
  });
  const results = resultsOf(own, values, {
    workers: 1,
    seconds: 1,
    secondsOfThisPart: 1,
    recordedInThisPart: 45,
  });
  const judged = (value?: string) => {
    const read = { source: 'results.csv', ...(value === undefined ? {} : { value }) };
    const table = readTable(Buffer.from(resultsCsv(results)), read);
    return judge(table, { factor: [], arm: [], missing: 'drop', alpha: 0.05 });
  };
  const { verdict, notes } = judged();
  expect(verdict.settings).toMatchObject({ maximize: false, margin: 0.3 });
  expect(verdict.summary).toEqual(results.verdict.summary);
  expect(notes).toContain('smaller "length" is better, as the run’s study has it');
  expect(judged('moves').verdict.settings).toMatchObject({ maximize: true, margin: null });
});
