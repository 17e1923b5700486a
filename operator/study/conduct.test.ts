import type { V1Pod } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import type { Coordinator, RunOptions } from '../../coordinator/coordinator.ts';
import type { RunEvent } from '../../coordinator/run/events.ts';
import type { Run } from '../../coordinator/run/run.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { ErrorCode } from '../../proto/faults-and-retries.ts';
import type { Manifest } from '../../study/manifest.ts';
import { testManifest } from '../../test/support/cluster.ts';
import { waitingPod } from '../../test/support/waiting-pod.ts';
import type { Cluster } from '../api/cluster.ts';
import { WorkerShares } from '../sharing/worker-shares.ts';
import { type ConductParts, conduct } from './conduct.ts';
import { FINALIZER } from './decide.ts';
import { EventThrottle } from './event-throttle.ts';
import type { StudyObject } from './object.ts';
import { StatusWriter } from './status-writer.ts';

const STUDY: StudyObject = {
  metadata: { name: 's', namespace: 'n', uid: 'u', generation: 1, finalizers: [FINALIZER] },
  spec: { workers: { max: 2 } },
};

/**
 * Conducts a study whose pods look so at one look after the other, and then ends it. Events and messages as
 * they came.
 */
async function told(looks: readonly V1Pod[][], happens: readonly RunEvent[] = []) {
  const manifest = await testManifest('r', 2, 2);
  const ended = new AbortController();
  const events: string[] = [];
  const conditions: string[] = [];
  let look = 0;
  const cluster: Partial<Cluster> = {
    patchStatus: async (_, status) => {
      const ready = status.conditions?.find(({ type }) => type === 'WorkersReady');
      if (ready && ready.message !== conditions.at(-1)) conditions.push(ready.message);
    },
    event: async (_, { reason, message }) => void events.push(`${reason}: ${message}`),
    jobs: async () => [],
    pods: async () => {
      const pods = looks[look++];
      if (look === looks.length) ended.abort(new Error('the test has seen enough'));
      return pods ?? [];
    },
    createJob: async () => undefined,
    deleteJob: async () => undefined,
    workerTemplate: async () => ({ spec: { containers: [{ name: 'worker' }] } }),
  };
  const run: Partial<Run> = {
    manifest,
    recorded: 0,
    done: new Promise(() => undefined),
    setDraining: () => undefined,
  };
  const coordinator = {
    resumeRun: async () => {
      throw new FanoutError('RUN_NOT_FOUND', 'there is no such run');
    },
    startRun: async (_: Manifest, { onEvent }: RunOptions) => {
      for (const event of happens) onEvent?.(event);
      return run as Run;
    },
    tokenFor: () => undefined,
    closeRun: async () => undefined,
    heartbeats: { add: () => () => undefined },
  } as unknown as Coordinator;
  const parts: ConductParts = {
    cluster: cluster as Cluster,
    coordinator,
    plan: async () => manifest,
    keep: async () => {
      throw new Error('no run is ever done');
    },
    log: () => undefined,
    everyMs: 1,
    shares: new WorkerShares({ total: 100, ofNamespace: () => 100 }),
    priorityOf: () => 0,
  };
  const status = new StatusWriter(
    parts.cluster,
    () => STUDY,
    () => undefined,
    new EventThrottle(60_000),
  );
  await conduct(parts, () => STUDY, status, { signal: ended.signal, isYielding: () => false });
  const of = (reason: string) => events.filter((event) => event.startsWith(reason));
  return { events: of('WorkersNotStarting'), handedBack: of('PackGivenBack'), conditions };
}

it('tells of workers that do not start once for each kind of problem; the condition says the newest', async () => {
  const full = waitingPod('ImagePullBackOff', 'the registry is full');
  const gone = waitingPod('ImagePullBackOff', 'the registry is gone');
  const { events, conditions } = await told([
    [full],
    [full, full],
    [gone],
    [waitingPod('CrashLoopBackOff', 'back-off 10s')],
    [full],
    [waitingPod('CrashLoopBackOff', 'back-off 20s')],
  ]);
  expect(events).toEqual([
    'WorkersNotStarting: 1 of 1 workers do not start: ImagePullBackOff: the registry is full',
    'WorkersNotStarting: 1 of 1 workers do not start: CrashLoopBackOff: back-off 10s',
  ]);
  expect(conditions).toEqual([
    '1 of 1 workers do not start: ImagePullBackOff: the registry is full',
    '2 of 2 workers do not start: ImagePullBackOff: the registry is full',
    '1 of 1 workers do not start: ImagePullBackOff: the registry is gone',
    '1 of 1 workers do not start: CrashLoopBackOff: back-off 10s',
    '1 of 1 workers do not start: ImagePullBackOff: the registry is full',
    '1 of 1 workers do not start: CrashLoopBackOff: back-off 20s',
  ]);
});

it('tells why packs come back, once for each reason; a worker that is drained is no trouble', async () => {
  const back = (worker: string, code: ErrorCode, reason: string): RunEvent => ({
    ...{ kind: 'released', pack: '0', trials: [0], worker, code, reason },
  });
  const { handedBack } = await told(
    [[]],
    [
      back('a', 'UNAVAILABLE', 'the server of data does not answer'),
      back('b', 'UNAVAILABLE', 'the server of data does not answer'),
      back('a', 'INTERRUPTED', 'the worker is stopping'),
      back('c', 'OUTPUT_UNWRITABLE', 'the disk is full'),
    ],
  );
  expect(handedBack).toEqual([
    'PackGivenBack: worker a handed a pack back: UNAVAILABLE: the server of data does not answer',
    'PackGivenBack: worker c handed a pack back: OUTPUT_UNWRITABLE: the disk is full',
  ]);
});
