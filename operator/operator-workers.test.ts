/** What the operator does about workers, from what the one before it left on the cluster. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Coordinator, RunOptions } from '../coordinator/coordinator.ts';
import type { Outcome } from '../coordinator/ledger/outcome.ts';
import { Listeners, type RunEvent } from '../coordinator/run/events.ts';
import { FanoutError } from '../proto/errors.ts';
import type { HeartbeatRequest__Output } from '../proto/generated/fanout/v1/HeartbeatRequest.ts';
import type { RunResults } from '../results/results.ts';
import { armCalled } from '../study/fixtures/arm.ts';
import type { Manifest } from '../study/manifest.ts';
import { type TroubledCluster, troubledCluster } from '../test/support/troubled-cluster.ts';
import { Operator, type OperatorOptions } from './operator.ts';
import type { StudyStatus } from './resource/status.ts';
import { FINALIZER } from './study/decide.ts';
import { type StudyObject, specHash } from './study/object.ts';

const manifest = {
  run: 'r',
  study: {
    factors: [{ name: 'initializer', field: 'initializers', levels: ['zeros', 'he_normal'] }],
    arms: [armCalled('zeros'), armCalled('he_normal')],
    folds: { count: 3 },
    seeds: [1],
    settings: {
      model: [{ kind: 'dense', activation: 'softmax' }],
      training: { epochs: 1, optimizer: { kind: 'sgd' } },
    },
    objective: { metric: 'accuracy', direction: 'maximize' },
  },
  folds: [0, 1, 2].map(() => ({ train: 100, validation: 50 })),
  trials: 6,
  createdAt: '2026-01-01T00:00:00.000Z',
} as unknown as Manifest;

/** The machine may be busy with other things. */
const soon = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000 });

/** A Study whose run `r` has begun. */
function begun(max: number, status: StudyStatus): StudyObject {
  const metadata = { name: 's', namespace: 'n', uid: 'u', finalizers: [FINALIZER] };
  const study = { metadata, spec: { dataset: { name: 'iris' }, workers: { max } } };
  const startedAt = '2026-01-01T00:00:00.000Z';
  return { ...study, status: { run: 'r', specHash: specHash(study), startedAt, ...status } };
}

/** Stands for NATS and the gRPC port: which runs are open, and what is heard of workers. */
function memoryCoordinator() {
  const heartbeats = new Listeners<HeartbeatRequest__Output>();
  const open = new Set<string>();
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const run = { manifest, recorded: 0, done, setDraining: () => undefined, outcomes: async () => [] };
  let tell: (event: RunEvent) => void = () => undefined;
  const coordinator = {
    heartbeats,
    resumeRun: async (id: string, { onEvent }: RunOptions) => {
      open.add(id);
      if (onEvent) tell = onEvent;
      return run;
    },
    tokenFor: (run: string, worker: string) => `token of ${worker} for ${run}`,
    closeRun: async (id: string) => void open.delete(id),
    removeRun: async (id: string) => void open.delete(id),
  } as unknown as Coordinator;
  const says = (worker: string, state: 'IDLE' | 'TRAINING') =>
    heartbeats.emit({
      worker: { worker: `${worker}-pod-1`, backend: '' },
      state: `WORKER_STATE_${state}`,
    } as HeartbeatRequest__Output);
  const records = (trial: number) => {
    const outcome = {
      trial,
      status: 'completed',
      metrics: { accuracy: 0.5 },
      history: {},
    } as unknown as Outcome;
    tell({ kind: 'recorded', outcome, old: false });
  };
  return { coordinator, open, says, records, finish };
}

const results = { verdict: { summary: ['so it is'] }, trials: { completed: 6, failed: 0 } };

function operate(
  cluster: TroubledCluster,
  coordinator: Coordinator,
  changes: Partial<OperatorOptions> = {},
): void {
  const stop = new AbortController();
  const operator = new Operator({
    cluster,
    coordinator,
    plan: async () => manifest,
    keep: async () => ({ results: results as unknown as RunResults, report: 'report.html' }),
    log: () => undefined,
    everyMs: 5,
    mostStudies: 10,
    mostWorkers: Number.POSITIVE_INFINITY,
    retryMs: 10,
    longestRetryMs: 20,
    ...changes,
    signal: stop.signal,
  });
  const ended = operator.run();
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
}

it('ends the workers of a paused study that the coordinator before it left at work', async () => {
  const cluster = troubledCluster();
  cluster.apply(begun(0, { state: 'Paused', workers: 2 }));
  await cluster.addWorker('free', 'r');
  await cluster.addWorker('busy', 'r');
  const { coordinator, open, says } = memoryCoordinator();
  operate(cluster, coordinator);
  await soon(() => expect(cluster.calls).toContain('patchStatus Suspended'));
  expect(open).toEqual(new Set(['r']));
  says('free', 'IDLE');
  says('busy', 'TRAINING');
  await soon(async () => expect(await cluster.workers()).toEqual(['busy']));
  // Its run stays open for what it delivers.
  await soon(() => expect(cluster.study('u')?.status).toMatchObject({ state: 'Suspended', workers: 1 }));
  expect(open.size).toBe(1);
  says('busy', 'IDLE');
  await soon(() => expect(open.size).toBe(0));
  expect(await cluster.workers()).toEqual([]);
  expect(cluster.study('u')?.status).toMatchObject({ state: 'Suspended', workers: 0 });
});

it('does not let go of a paused study before it could say that no worker is left', async () => {
  const cluster = troubledCluster();
  cluster.apply(begun(0, { state: 'Paused', workers: 1 }));
  await cluster.addWorker('free', 'r');
  const { coordinator, open, says } = memoryCoordinator();
  operate(cluster, coordinator);
  await soon(() => expect(cluster.calls).toContain('patchStatus Suspended'));
  cluster.refused.set('patchStatus', 'no');
  says('free', 'IDLE');
  await soon(async () => expect(await cluster.workers()).toEqual([]));
  const looks = cluster.calls.length;
  await soon(() => expect(cluster.calls.length).toBeGreaterThan(looks + 3));
  expect(open.size).toBe(1);
  cluster.refused.clear();
  await soon(() => expect(cluster.study('u')?.status?.workers).toBe(0));
  await soon(() => expect(open.size).toBe(0));
});

it('ends the workers of a study that cannot go on, and only then says that it has failed', async () => {
  const cluster = troubledCluster();
  cluster.apply(begun(2, { state: 'Running', workers: 1 }));
  await cluster.addWorker('worker', 'r');
  cluster.refused.set('deleteJobs', 'no');
  const { coordinator } = memoryCoordinator();
  let plans = 0;
  operate(cluster, coordinator, {
    plan: async () => {
      await nextTurn();
      plans += 1;
      throw new FanoutError('DATASET_MISSING', 'x.npy is not there');
    },
  });
  // It cannot end them: so it has not failed yet, and is tried again.
  const look = () => cluster.apply(cluster.study('u')!);
  await soon(() => {
    look();
    expect(plans).toBeGreaterThan(2);
  });
  expect(cluster.study('u')?.status).toMatchObject({ state: 'Running', workers: 1 });
  cluster.refused.clear();
  look();
  await soon(() => expect(cluster.study('u')?.status).toMatchObject({ state: 'Failed', workers: 0 }));
  expect(await cluster.workers()).toEqual([]);
  expect(cluster.calls.indexOf('deleteJobs fanout.dev/run=r')).toBeLessThan(
    cluster.calls.indexOf('patchStatus Failed'),
  );
});

it('waits before it tries again to say that a study has failed', async () => {
  const cluster = troubledCluster();
  cluster.apply(begun(2, { state: 'Running', workers: 0 }));
  cluster.refused.set('patchStatus', 'no');
  let plans = 0;
  operate(cluster, memoryCoordinator().coordinator, {
    retryMs: 60_000,
    longestRetryMs: 60_000,
    plan: async () => {
      await nextTurn();
      plans += 1;
      throw new FanoutError('DATASET_MISSING', 'x.npy is not there');
    },
  });
  await soon(() => expect(cluster.told.map(({ reason }) => reason)).toEqual(['DatasetMissing']));
  expect(plans).toBe(1);
});

it('gives the workers of a study tokens for its run, each its own', async () => {
  const cluster = troubledCluster();
  cluster.apply(begun(2, { state: 'Running', workers: 0 }));
  operate(cluster, memoryCoordinator().coordinator);
  await soon(async () => expect(await cluster.workers()).toHaveLength(2));
  const jobs = await cluster.jobs('fanout.dev/run=r');
  for (const { metadata, spec } of jobs)
    expect(spec?.template.spec?.containers[0]?.env).toContainEqual({
      name: 'FANOUT_TOKEN',
      value: `token of ${metadata?.name} for r`,
    });
});

it('completes a paused study whose last outcome came while it was paused', async () => {
  const cluster = troubledCluster();
  cluster.apply(begun(0, { state: 'Running', workers: 1 }));
  await cluster.addWorker('worker', 'r');
  const { coordinator, says, records, finish } = memoryCoordinator();
  operate(cluster, coordinator);
  await soon(() => expect(cluster.calls).toContain('patchStatus Suspended'));
  for (let trial = 0; trial < manifest.trials; trial++) records(trial);
  says('worker', 'IDLE');
  await soon(() => expect(cluster.study('u')?.status).toMatchObject({ progress: '6/6', workers: 0 }));
  expect(cluster.study('u')?.status?.state).toBe('Running');
  finish();
  await soon(() => expect(cluster.study('u')?.status?.state).toBe('Completed'));
});

it('ends workers that a failed study of an earlier coordinator still has', async () => {
  const cluster = troubledCluster();
  cluster.apply(begun(2, { state: 'Failed', workers: 0 }));
  await cluster.addWorker('worker', 'r');
  operate(cluster, memoryCoordinator().coordinator);
  await soon(async () => expect(await cluster.workers()).toEqual([]));
});

it('counts outcomes on while workers cannot be made, or looked after, and says why not', async () => {
  const cluster = troubledCluster();
  cluster.apply(begun(2, { state: 'Running', workers: 0 }));
  cluster.refused.set('createJob', 'create a job: exceeded quota');
  const { coordinator, records } = memoryCoordinator();
  operate(cluster, coordinator);
  const saysWhyNot = (reason: string, why: string) =>
    soon(() =>
      expect(cluster.study('u')?.status?.conditions).toContainEqual(
        expect.objectContaining({
          ...{ type: 'WorkersReady', status: 'False', reason },
          message: expect.stringContaining(why),
        }),
      ),
    );
  await saysWhyNot('NotCreated', '2 more wanted, and cannot be made: create a job: exceeded quota');
  records(0);
  await soon(() => expect(cluster.study('u')?.status?.progress).toBe('1/6'));
  cluster.refused.set('pods', 'list pods: forbidden');
  await saysWhyNot('NotAdjusted', 'list pods: forbidden');
  records(1);
  await soon(() => expect(cluster.study('u')?.status?.progress).toBe('2/6'));
  expect(cluster.told.filter(({ reason }) => reason === 'WorkersNotStarting')).toHaveLength(2);
  cluster.refused.clear();
  await soon(() => expect(cluster.study('u')?.status?.workers).toBe(2));
});
