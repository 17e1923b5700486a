import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { connectNats } from '../../connection/connect.ts';
import type { Coordinator } from '../../coordinator/coordinator.ts';
import { createLedger, type Ledger } from '../../coordinator/ledger/ledger.ts';
import { ensurePackStream } from '../../coordinator/queue/stream.ts';
import type { RunEvent } from '../../coordinator/run/events.ts';
import { makeManifest } from '../../coordinator/run/manifest.ts';
import { Run } from '../../coordinator/run/run.ts';
import { openRunStore } from '../../coordinator/run/store.ts';
import { foldsOfStudy } from '../../datasets/folds.ts';
import { trialAt } from '../../study/grid.ts';
import {
  coordinatorAddress,
  startTestCoordinator,
  startTestNats,
  startTestWorker,
  testManifest,
} from '../support/cluster.ts';
import { noopEngine } from '../support/noop-engine.ts';

let nats: Awaited<ReturnType<typeof startTestNats>>;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  nats = await startTestNats();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => nats.stop());

const coordinate = async (): Promise<Coordinator> => {
  const coordinator = await startTestCoordinator(nats.server);
  closers.push(() => coordinator.stop(100));
  return coordinator;
};
const work = (coordinator: Coordinator, run: string, engine = noopEngine()) => {
  const worker = startTestWorker(nats.server, coordinator, run, engine);
  closers.push(worker.stop);
  return worker;
};

it('records each trial of the grid once, whoever trains it', async () => {
  const coordinator = await coordinate();
  const events: RunEvent[] = [];
  const run = await coordinator.startRun(await testManifest('grid', 7, 5), {
    workers: 3,
    onEvent: (event) => events.push(event),
  });
  for (let index = 0; index < 3; index++) work(coordinator, 'grid');
  await run.done;
  const outcomes = await run.outcomes();
  expect(new Set(outcomes.map((outcome) => outcome.key)).size).toBe(35);
  expect(outcomes).toHaveLength(35);
  expect(outcomes.every((outcome) => outcome.status === 'completed' && outcome.attempt === 1)).toBe(true);
  expect(events.filter((event) => event.kind === 'recorded')).toHaveLength(35);
  expect(events.filter((event) => event.kind === 'duplicate')).toHaveLength(0);
});

it('in which each seed has folds of its own trains every trial on its own', async () => {
  const coordinator = await coordinate();
  const given = await testManifest('resplit', 2, 3, 4);
  const study = { ...given.study, folds: { ...given.study.folds, resplit: true as const } };
  const folds = foldsOfStudy(given.dataset.examples, study.folds, study.seeds);
  const manifest = makeManifest({ ...given, study, folds, dataset: given.dataset, now: new Date() });
  expect(new Set(manifest.folds.map(({ validationSha256 }) => validationSha256)).size).toBe(12);
  const run = await coordinator.startRun(manifest, { workers: 1 });
  work(coordinator, 'resplit');
  await run.done;
  const outcomes = await run.outcomes();
  // A worker that laid another fold than the manifest pins for the trial would have its outcome rejected.
  expect(outcomes.map(({ status, attempt }) => [status, attempt])).toEqual(
    Array.from({ length: 24 }, () => ['completed', 1]),
  );
});

it('is finished by another coordinator, which runs nothing again that is recorded', async () => {
  const first = await startTestCoordinator(nats.server);
  const run = await first.startRun(await testManifest('resumed', 3, 4), { workers: 1 });
  const half = new Promise<void>((resolve) => run.events.add(() => run.recorded >= 6 && resolve()));
  const worker = startTestWorker(nats.server, first, 'resumed');
  await half;
  await first.stop(100);
  await worker.stop();
  const { recorded } = run;

  const second = await coordinate();
  const began: number[] = [];
  const again = await second.resumeRun('resumed', {
    workers: 1,
    onEvent: (event) => event.kind === 'began' && began.push(...event.trials),
  });
  expect(again.recorded).toBeGreaterThanOrEqual(recorded);
  const open = 12 - again.recorded;
  work(second, 'resumed');
  await again.done;
  expect(began.length).toBeLessThanOrEqual(open);
  expect(await again.outcomes()).toHaveLength(12);
});

it('gives a pack that does not fit into memory out again in halves', async () => {
  const coordinator = await coordinate();
  const { FanoutError } = await import('../../proto/errors.ts');
  const sizes: number[] = [];
  const engine = noopEngine({
    onStart: (_, weights) => {
      sizes.push(weights.length);
      if (weights.length > 2) throw new FanoutError('OUT_OF_MEMORY', 'too large for a test');
    },
  });
  const run = await coordinator.startRun(await testManifest('memory', 7, 2), { workers: 1 });
  work(coordinator, 'memory', engine);
  await run.done;
  expect(sizes.slice(0, 1)).toEqual([7]);
  expect((await run.outcomes()).every((outcome) => outcome.status === 'completed')).toBe(true);
});

it('records a trial that cannot succeed as failed, and no other with it', async () => {
  const coordinator = await coordinate();
  const run = await coordinator.startRun(await testManifest('defect', 4, 2), { workers: 1 });
  let packs = 0;
  const engine = noopEngine({
    onStart: () => {
      packs += 1;
      if (packs === 1 || packs === 3) throw new Error('a defect');
    },
  });
  work(coordinator, 'defect', engine);
  await run.done;
  const failed = (await run.outcomes()).filter((outcome) => outcome.status === 'failed');
  expect(failed).toHaveLength(1);
  expect(failed[0]!.reason).toBe('INTERNAL: a defect');
});

it('gets a pack back at once from a worker that is drained, long before its lease ends', async () => {
  const coordinator = await startTestCoordinator(nats.server, { leaseMs: 600_000 });
  closers.push(() => coordinator.stop(100));
  const run = await coordinator.startRun(await testManifest('drained', 2, 2), { workers: 1 });
  const drained = startTestWorker(nats.server, coordinator, 'drained', noopEngine());
  const stopped = new Promise<void>((resolve) => {
    run.events.add((event) => {
      if (event.kind === 'began') resolve(drained.stop());
    });
  });
  await stopped;
  const began: number[] = [];
  run.events.add((event) => event.kind === 'began' && began.push(event.attempt));
  work(coordinator, 'drained');
  await run.done;
  // Handed back in order, it counts as no failed attempt.
  expect(new Set(began)).toEqual(new Set([1]));
  expect(await run.outcomes()).toHaveLength(4);
});

it('says that a run is not there', async () => {
  const coordinator = await coordinate();
  await expect(coordinator.resumeRun('nowhere', { workers: 1 })).rejects.toMatchObject({
    code: 'RUN_NOT_FOUND',
  });
});

it('is worked on by one coordinator at a time; the second one leaves, or waits for its turn', async () => {
  const first = await startTestCoordinator(nats.server, { id: 'first' });
  await first.startRun(await testManifest('contested', 2, 2), { workers: 1 });
  const leaving = await startTestCoordinator(nats.server, { id: 'second' });
  closers.push(() => leaving.stop(100));
  await expect(leaving.resumeRun('contested', { workers: 1 })).rejects.toMatchObject({ code: 'RUN_LOCKED' });
  const waiting = await startTestCoordinator(nats.server, { id: 'third', waitForRun: true });
  closers.push(() => waiting.stop(100));
  const turn = waiting.resumeRun('contested', { workers: 1 });
  await first.stop(100);
  const run = await turn;
  work(waiting, 'contested');
  await run.done;
  expect(await run.outcomes()).toHaveLength(4);
});

it('finds outcomes that nobody told it of: its watch and its answers may be lost', async () => {
  const connection = await connectNats(coordinatorAddress(nats.server), { name: 'test' });
  closers.push(() => connection.close());
  const manager = await jetstreamManager(connection);
  await ensurePackStream(manager, 1);
  const client = jetstream(connection);
  const store = await openRunStore(client, 1);
  const manifest = await testManifest('deaf', 1, 2);
  const ledger = await createLedger(client, 'deaf', 1);
  const deaf: Ledger = { ...ledger, watch: async () => () => undefined };
  const run = await Run.open({ manifest, ledger: deaf, store, manager, client, workers: 1 });
  for (const trial of [0, 1]) {
    const { key } = trialAt(manifest.study, trial);
    const shared = {
      metrics: {},
      history: {},
      findings: [],
      seconds: 1,
      recordedAt: new Date(0).toISOString(),
    };
    await ledger.record({
      ...{ trial, key, status: 'failed', reason: 'of a test', attempt: 1, worker: 'w', backend: '' },
      ...shared,
    });
  }
  // Counted at the first look; what is still not known at the second was missed.
  await run.reconcile();
  expect(run.recorded).toBe(0);
  await run.reconcile();
  await run.done;
  expect(run.recorded).toBe(2);
});
