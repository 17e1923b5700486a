/** A study of two crossed factors: both are seen by their names wherever the run is shown. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Board } from '../../cli/board/board.ts';
import { renderBoard } from '../../cli/board/render.ts';
import type { RunResults } from '../../results/results.ts';
import type { Manifest } from '../../study/manifest.ts';
import { viewOf } from '../../web/view-of.ts';
import { WatchedRun } from '../../web/watched-run.ts';
import { fanout } from '../support/command.ts';
import { metricsOfRun } from '../support/run-metrics.ts';

const STUDY = `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: two-factors }
spec:
  dataset: { name: iris }
  vary: { training.optimizer.sgd.learningRate: [0.1, 0.01], training.batchSize: [8, 32] }
  folds: { count: 2 }
  seeds: [1, 2, 3]
  model: [{ dense: { units: 4, activation: relu } }, { dense: { units: classes, activation: softmax } }]
  training: { optimizer: { sgd: { learningRate: 0.1 } }, epochs: 3 }
  control: learningRate=0.1-batchSize=8
  objective: { metric: loss, direction: minimize, margin: 0.05 }
`;
const ARMS = [0.1, 0.01].flatMap((rate) => [8, 32].map((size) => `learningRate=${rate}-batchSize=${size}`));

let out: string;
let directory: string;
let results: RunResults;
let manifest: Manifest;
let lines: string;

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'fanout-e2e-'));
  writeFileSync(join(out, 'study.yaml'), STUDY);
  const { status, stdout, stderr } = await fanout('run', join(out, 'study.yaml'), '--out', out, '--json');
  expect(status, stderr).toBe(0);
  results = JSON.parse(stdout) as RunResults;
  directory = join(out, results.run);
  manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Manifest;
  lines = stderr;
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

it('in the results, and what each arm has of both', () => {
  expect(results.factors.map(({ name, levels }) => [name, levels])).toEqual([
    ['learningRate', ['0.1', '0.01']],
    ['batchSize', ['8', '32']],
  ]);
  expect(results.summary.map(({ arm }) => arm)).toEqual(ARMS);
  expect(results.control).toBe(ARMS[0]);
  expect(results.results[1]!.levels).toEqual({ learningRate: '0.1', batchSize: '32' });
  expect([results.objective.metric, results.verdict.settings.maximize]).toEqual(['loss', false]);
});

it('in the table, a column each', () => {
  const [header, first] = readFileSync(join(directory, 'results.csv'), 'utf8').split('\n');
  expect(header).toMatch(/^arm,learningRate,batchSize,fold,seed,status,loss,accuracy,/);
  expect(first).toMatch(/^learningRate=0\.1-batchSize=8,0\.1,8,0,1,completed,/);
});

it('in the report and its sentences', () => {
  const report = readFileSync(join(directory, 'report.html'), 'utf8');
  for (const arm of ARMS) expect(report).toContain(arm);
  expect(report).toContain('4 arms on iris');
  expect(results.verdict.summary.join(' ')).toMatch(
    /learningRate=\S+-batchSize=\S+ .*lowest mean|is the best/,
  );
});

it('on the board and in progress lines', () => {
  for (const arm of ARMS) expect(lines).toContain(`${arm}/0/1`);
  const board = new Board(manifest, () => 0);
  const text = renderBoard(board, { columns: 120, rows: 40, colour: false }, 0).join('\n');
  for (const arm of ARMS) expect(text).toContain(arm);
});

it('on the page', () => {
  const { run } = viewOf(new WatchedRun(manifest, manifest.run, undefined, () => 0), { phase: 'running' }, 0);
  expect(run.about).toBe('4 arms (learningRate × batchSize) × 2 folds × 3 seeds on iris, 150 examples');
  expect(run.arms.map(({ label }) => label)).toEqual(ARMS);
  expect([run.metric, run.scale, run.direction]).toEqual(['validation loss', 'plain', 'minimize']);
});

it('to Prometheus, so that a query can go by factor', async () => {
  const { metrics } = metricsOfRun(manifest, { now: () => 0, wallClock: () => 0 });
  const text = await metrics.text();
  const of = `run="${manifest.run}"`;
  expect(text).toContain(`fanout_objective_direction{${of},metric="loss"} -1`);
  for (const arm of ARMS) {
    const [rate, size] = arm.match(/[\d.]+/g)!;
    expect(text).toContain(`fanout_arm_info{${of},arm="${arm}",factor="learningRate",level="${rate}"} 1`);
    expect(text).toContain(`fanout_arm_info{${of},arm="${arm}",factor="batchSize",level="${size}"} 1`);
  }
});
