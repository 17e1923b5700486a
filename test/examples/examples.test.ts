/** The studies of programs in `studies/`, as their READMEs run them, on packages alone. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunResults } from '../../results/results.ts';
import { fanoutWith } from '../support/command.ts';
import { PROGRAMS } from './packages.ts';

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'fanout-examples-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Runs a study with what its README has installed. */
async function run(study: string, ...options: string[]): Promise<RunResults> {
  const path = [PROGRAMS, process.env.PATH].join(delimiter);
  const args = ['run', `studies/${study}`, '--out', out, '--json', ...options];
  const { status, stdout, stderr } = await fanoutWith({ PATH: path }, ...args);
  expect(status, stderr).toBe(0);
  const results = JSON.parse(stdout) as RunResults;
  expect(results.trials).toMatchObject({ completed: results.trials.total, failed: 0 });
  return results;
}

const means = ({ summary }: RunResults) => Object.fromEntries(summary.map(({ arm, mean }) => [arm, mean!]));

interface ScipyPair {
  readonly a: string;
  readonly b: string;
  readonly difference: number;
  readonly adjusted: number;
}

it('sklearn-digits: the verdict is what SciPy says of the same numbers', async () => {
  // One of its three seeds, for the time.
  const results = await run('sklearn-digits/study.yaml', '--set', 'seeds=[1]');
  expect(results.trials.total).toBe(40);
  const script = fileURLToPath(new URL('./scipy-verdict.py', import.meta.url));
  const csv = join(out, results.run, 'results.csv');
  const said = JSON.parse(
    execFileSync(join(PROGRAMS, 'python'), [script, csv], { encoding: 'utf8' }),
  ) as ScipyPair[];
  expect(said).toHaveLength(6);
  for (const { a, b, difference, adjusted } of said) {
    const pair = results.verdict.pairs.find((own) => [own.a, own.b].sort().join() === [a, b].join())!;
    const sign = pair.a === a ? 1 : -1;
    expect(sign * pair.difference!).toBeCloseTo(difference, 10);
    expect(pair.pAdjusted!).toBeCloseTo(adjusted, 8);
  }
  // What is known of these data: a support vector machine and three neighbours do well, a straight line less
  // so.
  const { support_vectors, logistic_regression } = means(results);
  expect(support_vectors! - logistic_regression!).toBeGreaterThan(0.01);
});

it('xgboost-regression: an error is minimised, and its curve is there', async () => {
  const results = await run('xgboost-regression/study.yaml');
  expect(results.objective).toMatchObject({ metric: 'rmse', direction: 'minimize' });
  expect(results.results[0]!.history.rmse).toHaveLength(100);
  // Deep trees learn these 442 patients by heart.
  expect(means(results)['max_depth=6']! - means(results)['max_depth=1']!).toBeGreaterThan(0);
});

it('shell: awk alone, the same at each run', async () => {
  const [first, second] = [await run('shell/study.yaml'), await run('shell/study.yaml')];
  expect(means(first)).toEqual(means(second));
  expect(means(first).petals! - means(first).sepals!).toBeGreaterThan(0.1);
});

const R = spawnSync('Rscript', ['--version']).status === 0;
it.skipIf(!R)(`r: base R${R ? '' : ' (left out: there is no Rscript)'}, the same at each run`, async () => {
  const [first, second] = [await run('r/study.yaml'), await run('r/study.yaml')];
  expect(means(first)).toEqual(means(second));
  // What is known of these data: a covariance helps, and its correlations are what does.
  expect(means(first).shared! - means(first).diagonal!).toBeGreaterThan(0.01);
});

it('pytorch-mnist, its small form: agrees with fanout’s own network', async () => {
  const small = ['dataset.examples=10000', 'folds.count=2'].flatMap((set) => ['--set', set]);
  const pytorch = means(
    await run('pytorch-mnist/study.yaml', ...small, '--set', 'trainer.parameters.epochs=1'),
  );
  const own = means(await run('quickstart.yaml', ...small, '--backend', 'wasm'));
  const learning = ['glorot_normal', 'glorot_uniform', 'he_normal', 'he_uniform'];
  const mean = (each: Record<string, number>) => learning.reduce((sum, name) => sum + each[name]! / 4, 0);
  expect(Math.abs(mean(pytorch) - mean(own))).toBeLessThan(0.006);
  for (const name of ['zeros', 'random_normal', 'random_uniform']) expect(pytorch[name]).toBeLessThan(0.2);
});
