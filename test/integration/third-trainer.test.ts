/**
 * A trainer that is no network, put into a real worker: coordinator, ledger, analysis and report take what it
 * says, and nothing in them knows of it.
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { RunEvent } from '../../coordinator/run/events.ts';
import { renderReport } from '../../report/report.ts';
import { resultsCsv } from '../../results/csv.ts';
import { resultsOf } from '../../results/summary.ts';
import { gridOf } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { reportsOf } from '../../worker/trainers/trainer.contract-run.ts';
import { type ArithmeticFaults, arithmeticTrainer } from '../support/arithmetic-trainer.ts';
import { manifestOf, startTestCoordinator, startTestNats, startTestWorker } from '../support/cluster.ts';

let nats: Awaited<ReturnType<typeof startTestNats>>;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  nats = await startTestNats();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => nats.stop());

const ARMS = ['least', 'less', 'more', 'wild', 'most'];
const study = `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: formulas }
spec:
  dataset: { name: iris }
  initializers: [${ARMS.map((as) => `{ zeros: {}, as: ${as} }`).join(', ')}]
  folds: { count: 3 }
  seeds: [1, 2]
  model: [dense: { units: classes, activation: softmax }]
  training: { epochs: 4 }
`;

/** Trains a run with a worker whose trainer has these faults: its outcomes by trial, and its events. */
async function trained(manifest: Manifest, faults: ArithmeticFaults) {
  const coordinator = await startTestCoordinator(nats.server);
  closers.push(() => coordinator.stop(100));
  const events: RunEvent[] = [];
  const onEvent = (event: RunEvent) => void events.push(event);
  const run = await coordinator.startRun(manifest, { workers: 1, onEvent });
  const trainer = arithmeticTrainer(faults);
  closers.push(startTestWorker(nats.server, coordinator, manifest.run, trainer).stop);
  await run.done;
  const outcomes = [...(await run.outcomes())].sort((a, b) => a.trial - b.trial);
  return { outcomes, events };
}

it('fills ledger, verdict, table and report with its numbers', async () => {
  const manifest = await manifestOf('formulas', study);
  const { outcomes, events } = await trained(manifest, { diverging: 'wild' });
  const expected = await reportsOf(
    arithmeticTrainer({ diverging: 'wild' }),
    manifest,
    gridOf(manifest.study),
  );
  expect(outcomes).toHaveLength(30);
  expect(outcomes.map(({ metrics, history, findings }) => ({ metrics, history, findings }))).toEqual(
    expected.map(({ metrics, history, findings }) => ({ metrics, history, findings })),
  );
  expect(new Set(outcomes.map(({ attempt, backend }) => `${attempt} ${backend}`))).toEqual(
    new Set(['1 a formula']),
  );
  const epochs = events.flatMap((event) =>
    event.kind === 'progress' ? event.trials.map(({ epoch }) => epoch) : [],
  );
  expect(new Set(epochs)).toEqual(new Set([0, 1, 2, 3]));

  const execution = { workers: 1, seconds: 1, secondsOfThisPart: 1, recordedInThisPart: 30 };
  const results = resultsOf(manifest, outcomes, execution);
  expect(results.verdict.groups.map(({ group }) => group)).toEqual(['most', 'more', 'less', 'least', 'wild']);
  expect(results.verdict.summary[0]).toMatch(/^most .*is the best/);
  expect(resultsCsv(results).split('\n')[1]).toContain(`${expected[0]!.metrics.accuracy}`);
  const { dataset, folds, versions, machine, createdAt } = manifest;
  const page = await renderReport({
    results,
    provenance: {
      ...{ studyText: study, study: manifest.study, dataset, folds, seeds: [1, 2], backend: results.backend },
      ...{ versions, machine, startedAt: createdAt, finishedAt: results.finishedAt },
    },
  });
  for (const shown of [...ARMS, 'a formula']) expect(page).toContain(shown);
});

it('fails by single trials, and no other trial with them', async () => {
  const manifest = await manifestOf('failing', study);
  const faults = { failing: 'less', poisoned: 'wild', mostTrials: 3 };
  const { outcomes, events } = await trained(manifest, faults);
  expect(outcomes.filter(({ status }) => status === 'completed')).toHaveLength(18);
  const failed = outcomes.filter(({ status }) => status === 'failed');
  expect(failed.map(({ trial, reason }) => [trial % ARMS.length, reason])).toEqual(
    Array.from({ length: 6 }, () => [
      [1, 'INTERNAL: less fails by itself'],
      [3, 'INTERNAL: wild is poison'],
    ]).flat(),
  );
  const released = new Set(events.flatMap((event) => (event.kind === 'released' ? [event.code] : [])));
  expect(released).toEqual(new Set(['OUT_OF_MEMORY', 'INTERNAL']));
  // What completed beside a trial that failed by itself is recorded, not trained again.
  const first = outcomes.find(({ trial }) => trial === 0)!;
  expect(first.attempt).toBe(2);
});
