/** The studies of networks in `studies/`, each at a small size: images as CIFAR-10 has them are made here. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { npyHead } from '../../datasets/npy.ts';
import type { RunResults } from '../../results/results.ts';
import { fanout } from '../support/command.ts';

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'fanout-networks-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Runs a study with some of its fields set; all its trials must end well. */
async function run(study: string, ...sets: string[]): Promise<RunResults> {
  const options = sets.flatMap((set) => ['--set', set]);
  const { status, stdout, stderr } = await fanout(
    'run',
    `studies/${study}`,
    '--out',
    out,
    '--json',
    ...options,
  );
  expect(status, stderr).toBe(0);
  const results = JSON.parse(stdout) as RunResults;
  expect(results.trials).toMatchObject({ completed: results.trials.total, failed: 0 });
  return results;
}

const means = ({ summary }: RunResults) => Object.fromEntries(summary.map(({ arm, mean }) => [arm, mean!]));

/**
 * So many images of two classes, with noise: one is bright, the other dark. The value of `--set dataset`.
 */
function separable(shape: readonly [number, number, number], examples: number): string {
  const [rows, columns, channels] = shape;
  const size = rows * columns * channels;
  const x = new Uint8Array(examples * size);
  let state = 7;
  for (let at = 0; at < x.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    x[at] = (state >>> 26) + (Math.floor(at / size) % 2 === 0 ? 180 : 20);
  }
  const y = Uint8Array.from({ length: examples }, (_, example) => example % 2);
  const [ofX, ofY] = ['x', 'y'].map((name) => join(out, `${name}-${size}.npy`)) as [string, string];
  writeFileSync(ofX, Buffer.concat([npyHead('|u1', [examples, ...shape]), x]));
  writeFileSync(ofY, Buffer.concat([npyHead('|u1', [examples]), y]));
  return `dataset={ npy: { examples: ${ofX}, labels: ${ofY} } }`;
}

it('resnet20-cifar10: two factors on ResNet-20, which learns what can be learned', async () => {
  const small = ['initializers=[he_normal, random_normal]', 'folds.count=2'];
  const training = ['training.batchSize=8', 'training.epochs=10', 'training.schedule=constant'];
  const optimizer = 'training.optimizer={adam: {learningRate: 0.002}}';
  const results = await run(
    'resnet20-cifar10.yaml',
    separable([32, 32, 3], 32),
    ...small,
    ...training,
    optimizer,
  );
  expect(results.factors!.map(({ name, levels }) => [name, levels])).toEqual([
    ['initializer', ['he_normal', 'random_normal']],
    ['batchNorm', ['true', 'false']],
  ]);
  expect(results.trials.total).toBe(8);
  // Whoever names one class for all of a fold is right for 11 of 16 at most. Not all arms learn in 20 steps.
  expect(Math.max(...results.results.map(({ metrics }) => metrics!.accuracy!))).toBeGreaterThan(0.9);
});

it('schedules-fashion-mnist: five schedules on LeNet-5', async () => {
  const training = ['training.batchSize=8', 'training.epochs=5', 'folds.count=2'];
  const results = await run('schedules-fashion-mnist.yaml', separable([28, 28, 1], 64), ...training);
  expect(results.trials.total).toBe(10);
  expect(Object.keys(means(results))).toEqual(['constant', 'step', 'exponential', 'cosine', 'oneCycle']);
  expect(means(results).constant).toBeGreaterThan(0.9);
});

it('diabetes-regression: R² of three losses', async () => {
  const results = await run('diabetes-regression.yaml', 'seeds=[1]', 'folds.count=3', 'training.epochs=10');
  expect(results.trials.total).toBe(9);
  // Linear regression reaches 0.48 in cross-validation on these data (scikit-learn).
  for (const mean of Object.values(means(results))) expect(mean).toBeGreaterThan(0.3);
});

it('own-csv: a table with texts and missing cells', async () => {
  const results = await run('own-csv/study.yaml', 'seeds=[1]', 'folds.count=3');
  expect(results.trials.total).toBe(12);
  expect(Math.max(...Object.values(means(results)))).toBeGreaterThan(0.75);
});
