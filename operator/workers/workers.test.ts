import type { CoreV1Event, V1Job, V1Pod } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { FanoutError } from '../../proto/errors.ts';
import type { HeartbeatRequest__Output } from '../../proto/generated/fanout/v1/HeartbeatRequest.ts';
import { waitingPod } from '../../test/support/waiting-pod.ts';
import { missingCredentials } from '../credentials.ts';
import { OccupancyBook } from '../scaling/occupancy.ts';
import { newWorkerName, RUN_LABEL, workerJob } from './job.ts';
import { orphanedRuns } from './orphans.ts';
import { PodlessJobs } from './podless.ts';
import { notCreated, startProblem } from './problem.ts';

const template = {
  metadata: { labels: { 'app.kubernetes.io/name': 'fanout' } },
  spec: {
    containers: [
      {
        name: 'worker',
        image: 'w',
        env: [
          { name: 'FANOUT_RUN', value: 'old' },
          { name: 'X', value: 'y' },
        ],
      },
    ],
  },
};

/** What every worker has: a place for checkpoints. */
const KEEPS = [
  { name: 'FANOUT_CHECKPOINTS', value: '/checkpoints/r1' },
  { name: 'FANOUT_CHECKPOINTS_LAST', value: 'pod' },
];

it('makes a Job of the template, with the run and the labels it is found by', () => {
  const job = workerJob({ name: 'iris-1', run: 'r1', study: { name: 'iris', namespace: 'lab' }, template });
  expect(job.spec?.template.spec?.containers[0]?.env).toEqual([
    { name: 'X', value: 'y' },
    ...KEEPS,
    { name: 'FANOUT_RUN', value: 'r1' },
  ]);
  const labels = { 'app.kubernetes.io/name': 'fanout', 'fanout.dev/run': 'r1', 'fanout.dev/study': 'iris' };
  expect([job.metadata?.labels, job.spec?.template.metadata?.labels]).toEqual([labels, labels]);
  expect(template.spec.containers[0]?.env).toHaveLength(2);
});

it('gives a worker a token of its own, in the place of one that the template has', () => {
  const secretKeyRef = { name: 'fanout-credentials', key: 'token' };
  const env = [
    { name: 'FANOUT_TOKEN', valueFrom: { secretKeyRef } },
    { name: 'FANOUT_WORKER_NAME', value: 'another' },
  ];
  const spec = { containers: [{ name: 'worker', env }] };
  const input = { name: 'iris-1', run: 'r1', study: { name: 'iris', namespace: 'lab' }, template: { spec } };
  const given = (token?: string) => workerJob({ ...input, token }).spec?.template.spec?.containers[0]?.env;
  expect(given('t')).toEqual([
    ...KEEPS,
    { name: 'FANOUT_RUN', value: 'r1' },
    { name: 'FANOUT_WORKER_NAME', value: 'iris-1' },
    { name: 'FANOUT_TOKEN', value: 't' },
  ]);
  // Where none is asked for, the template has what there is.
  expect(given()).toEqual([...env, ...KEEPS, { name: 'FANOUT_RUN', value: 'r1' }]);
});

it('refuses a template without a worker', () => {
  const input = { name: 'a', run: 'r', study: { name: 's', namespace: 'n' } };
  expect(() => workerJob({ ...input, template: { spec: { containers: [] } } })).toThrow(
    expect.objectContaining({ code: 'USAGE' }),
  );
});

it('names workers so that a pod’s name is not cut off: 60 characters with what Kubernetes adds', () => {
  const name = newWorkerName('a-study-whose-name-is-much-longer-than-what-is-needed-of-it');
  expect(name).toMatch(/^a-study-whose-name-is-much-longe-[0-9a-f]{6}$/);
  expect(`${name}-x7k2p`.length).toBeLessThanOrEqual(60);
});

const pod = (status: V1Pod['status']): V1Pod => (status ? { status } : {});

it('says why workers do not start, in the words of Kubernetes', () => {
  const unschedulable = pod({
    conditions: [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message: '0/1 nodes: Insufficient nvidia.com/gpu.',
      },
    ],
  });
  const waiting = (reason: string) => waitingPod(reason, 'why');
  expect(startProblem([waiting('ContainerCreating'), unschedulable])).toEqual({
    reason: 'NotStarting',
    kind: 'Unschedulable',
    message: '1 of 2 workers do not start: Unschedulable: 0/1 nodes: Insufficient nvidia.com/gpu.',
  });
  expect(startProblem([waiting('ImagePullBackOff')])).toMatchObject({
    kind: 'ImagePullBackOff',
    message: '1 of 1 workers do not start: ImagePullBackOff: why',
  });
  expect(startProblem([waiting('PodInitializing')])).toBeUndefined();
});

it.each([
  // A worker's error, after lines of its log; the hint is on a line of its own.
  [
    '{"level":"info","message":"worker starts"}\nfanout: tfjs-node-gpu: this machine shows no NVIDIA GPU\n  give it one\n',
    ', Error: tfjs-node-gpu: this machine shows no NVIDIA GPU; give it one',
  ],
  [
    'node: --no-such-option is not allowed in NODE_OPTIONS\n\n',
    ', Error: node: --no-such-option is not allowed in NODE_OPTIONS',
  ],
  [`fanout: first\nfanout: second\n${'x'.repeat(400)}\n`, ', Error: second'],
  ['x'.repeat(400), `, Error: ${'x'.repeat(300)}`],
  [undefined, ', Error'],
])('passes on the last words of a worker that crashes: %j', (message, words) => {
  const crashing = waitingPod('CrashLoopBackOff', 'back-off 10s');
  const [container] = crashing.status!.containerStatuses!;
  container!.lastState = { terminated: { exitCode: 2, reason: 'Error', ...(message ? { message } : {}) } };
  expect(startProblem([crashing])?.message).toBe(
    `1 of 1 workers do not start: CrashLoopBackOff: back-off 10s (it ended with exit status 2${words})`,
  );
});

const jobOf = (name: string, status: V1Job['status'] = {}): V1Job => ({
  metadata: { name, uid: `uid-${name}` },
  status,
});
const refusal = (of: string, message: string, second: number): CoreV1Event => ({
  metadata: {},
  involvedObject: { kind: 'Job', uid: `uid-${of}` },
  reason: 'FailedCreate',
  message,
  lastTimestamp: new Date(1000 * second),
});

it('says why Jobs have no pod: the newest that was heard of them', () => {
  const events = [
    refusal('b', 'of another', 9),
    refusal('a', 'exceeded quota: gpus', 2),
    refusal('a', 'older', 1),
  ];
  expect(startProblem([pod(undefined)], [jobOf('a')], events)).toEqual({
    reason: 'NotStarting',
    kind: 'FailedCreate',
    message: '1 of 2 workers do not start: FailedCreate: exceeded quota: gpus',
  });
  const suspended = { conditions: [{ type: 'Suspended', status: 'True', message: 'Job suspended' }] };
  expect(startProblem([], [jobOf('a', suspended)])?.message).toBe(
    '1 of 1 workers do not start: Suspended: Job suspended',
  );
  expect(startProblem([], [jobOf('a')])).toMatchObject({
    kind: 'NoPod',
    message: '1 of 1 workers do not start: NoPod: job a has no pod: `kubectl describe job a` may say why',
  });
});

it('names what is refused without the name that is another one at each try', () => {
  const error = new FanoutError('UNAVAILABLE', 'create a job: jobs.batch "iris-3fa2b1" is forbidden: quota');
  expect(notCreated(2, error, 'iris-3fa2b1')).toEqual({
    reason: 'NotCreated',
    kind: 'NotCreated',
    message: '2 more wanted, and cannot be made: create a job: jobs.batch is forbidden: quota',
  });
});

it('counts a Job as without a pod only when it has had none for a while, however old it is', () => {
  let now = 0;
  const podless = new PodlessJobs(20, () => now);
  const names = (pods: V1Pod[]) =>
    podless.look([jobOf('a'), jobOf('b')], pods).map(({ metadata }) => metadata?.name);
  const podOf = (name: string): V1Pod => ({ metadata: { labels: { 'batch.kubernetes.io/job-name': name } } });
  expect(names([podOf('b')])).toEqual([]);
  now = 19;
  expect(names([podOf('b')])).toEqual([]);
  now = 20;
  // The pod of b was evicted just now.
  expect(names([])).toEqual(['a']);
  now = 30;
  expect(names([podOf('a'), podOf('b')])).toEqual([]);
  now = 45;
  expect(names([])).toEqual([]);
});

it('takes the newest word of a worker, also of one that was started again in its pod', () => {
  const book = new OccupancyBook();
  const beat = (worker: string, state: string) =>
    book.heartbeat({ worker: { worker, backend: '' }, state } as HeartbeatRequest__Output);
  expect(book.of('iris-1-')).toBeUndefined();
  beat('iris-1-pod-1-aa', 'WORKER_STATE_TRAINING');
  expect(book.of('iris-1-')).toBe('busy');
  beat('iris-1-pod-1-bb', 'WORKER_STATE_IDLE');
  expect(book.of('iris-1-')).toBe('idle');
  book.event({ kind: 'began', pack: '0', trials: [0], attempt: 1, worker: 'iris-1-pod-1-bb' });
  expect([book.of('iris-1-'), book.of('iris-2-')]).toEqual(['busy', undefined]);
});

it('keeps the newest word of each Job that there is, and no other name', () => {
  const book = new OccupancyBook();
  const beat = (worker: string, state: string) =>
    book.heartbeat({ worker: { worker, backend: '' }, state } as HeartbeatRequest__Output);
  beat('iris-1-pod-1-aa', 'WORKER_STATE_IDLE');
  beat('iris-1-pod-1-bb', 'WORKER_STATE_TRAINING');
  beat('iris-2-pod-1-aa', 'WORKER_STATE_IDLE');
  for (let made = 0; made < 100; made++) beat(`made-up-${made}`, 'WORKER_STATE_IDLE');
  expect(book.size).toBe(103);
  book.keepOnly(['iris-1', 'iris-2', 'iris-3']);
  expect(book.size).toBe(2);
  expect(['iris-1-', 'iris-2-', 'iris-3-', 'made-up-'].map((job) => book.of(job))).toEqual([
    ...['busy', 'idle', undefined, undefined],
  ]);
});

it('makes only the credentials that are missing', () => {
  const made = missingCredentials({ token: 'token' }, () => 'secret');
  expect(made).toEqual({ 'coordinator-password': 'secret', 'worker-password': 'secret' });
});

it('finds the runs whose workers no study needs: it is gone, or through with them', () => {
  const job = (run: string) => ({ metadata: { labels: { [RUN_LABEL]: run } } });
  const studies = (
    [
      { run: 'running', state: 'Running', workers: 0 },
      { run: 'draining', state: 'Paused', workers: 1 },
      { run: 'failed', state: 'Failed', workers: 0 },
      { run: 'quiet', state: 'Paused', workers: 0 },
    ] as const
  ).map((status) => ({ metadata: { name: status.run, namespace: 'n', uid: status.run }, spec: {}, status }));
  const jobs = ['running', 'draining', 'failed', 'quiet', 'ghost', 'ghost'].map(job);
  expect(orphanedRuns([...jobs, { metadata: {} }], studies)).toEqual(['failed', 'quiet', 'ghost']);
});
