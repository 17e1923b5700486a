/** Several Studies on one coordinator, over a real nats-server and workers that really claim and complete. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Coordinator } from '../../coordinator/coordinator.ts';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import { Operator, type OperatorOptions } from '../../operator/operator.ts';
import type { StudyObject } from '../../operator/study/object.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { RunResults } from '../../results/results.ts';
import { startTestCoordinator, startTestNats, testManifest } from '../support/cluster.ts';
import { heldTrainer } from '../support/held-trainer.ts';
import { type WorkingCluster, workingCluster } from '../support/working-cluster.ts';

const TRIALS = 20;

let nats: Awaited<ReturnType<typeof startTestNats>>;
let coordinator: Coordinator;
let cluster: WorkingCluster;
/** By study: what its run has come to. */
let kept: Map<string, readonly Outcome[]>;
/** Studies whose workers train no step until it is taken off. */
let held: Set<string>;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  nats = await startTestNats();
});
afterAll(() => nats.stop());
beforeEach(async () => {
  kept = new Map();
  held = new Set();
  // Longer than any pause of a busy machine: no pack is given out twice because of that.
  coordinator = await startTestCoordinator(nats.server, { leaseMs: 60_000 });
  cluster = workingCluster(
    nats.server,
    () => coordinator,
    (name) => heldTrainer(() => held.has(name)),
  );
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await cluster.stop();
  await coordinator.stop(100);
});

const study = (name: string, spec: Partial<StudyObject['spec']> = {}): StudyObject => ({
  metadata: { name, namespace: name.split('-')[0]!, uid: name, generation: 1 },
  spec: { dataset: { name: 'iris' }, workers: { max: 2 }, ...spec },
});

type Plan = OperatorOptions['plan'];
const plan: Plan = () => testManifest('planned', 4, 5);

/** An operator on the cluster; `plans`: of Studies that are planned in another way. */
function operate(plans: Record<string, Plan> = {}, changes: Partial<OperatorOptions> = {}): void {
  const controller = new AbortController();
  const ended = new Operator({
    cluster,
    coordinator,
    plan: (text, source, ...rest) => (plans[source] ?? plan)(text, source, ...rest),
    keep: async ({ run }, outcomes) => {
      kept.set(run.replace(/-\d.*/, ''), outcomes);
      const trials = { total: TRIALS, completed: outcomes.length, failed: 0 };
      return {
        results: { trials, verdict: { summary: [] } } as unknown as RunResults,
        report: 'report.html',
      };
    },
    log: () => undefined,
    everyMs: 20,
    mostStudies: 10,
    mostWorkers: Number.POSITIVE_INFINITY,
    retryMs: 20,
    longestRetryMs: 100,
    ...changes,
    signal: controller.signal,
  }).run();
  closers.push(() => {
    controller.abort(new Error('the test is over'));
    return ended;
  });
}

const status = (name: string) => cluster.study(name)?.status ?? {};
const condition = (name: string, type: string) => status(name).conditions?.find((each) => each.type === type);
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 60_000, interval: 10 });
const completes = (name: string) => soon(() => expect(status(name).state).toBe('Completed'));
/** What every run of the same plan comes to, whoever trained it. */
const ledger = (name: string) =>
  kept
    .get(name)!
    .map(({ trial, metrics, history, attempt }) => ({ trial, metrics, history, attempt }))
    .sort((a, b) => a.trial - b.trial);

it('three studies of two namespaces run at once, each to the ledger of its own', async () => {
  for (const name of ['a-one', 'a-two', 'b-one']) cluster.apply(study(name));
  operate();
  await soon(() =>
    expect(['a-one', 'a-two', 'b-one'].map((name) => status(name).state)).toEqual(Array(3).fill('Running')),
  );
  for (const name of ['a-one', 'a-two', 'b-one']) await completes(name);
  expect(ledger('a-one')).toHaveLength(TRIALS);
  expect(ledger('a-two')).toEqual(ledger('a-one'));
  expect(ledger('b-one')).toEqual(ledger('a-one'));
});

it('no study that cannot start, cannot be read or written holds up another', async () => {
  const plans: Record<string, Plan> = {
    silent: (_, __, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    unreachable: () => Promise.reject(new FanoutError('UNAVAILABLE', 'no route to the server')),
    invalid: () => Promise.reject(new FanoutError('STUDY_INVALID', 'the model does not fit')),
    defect: () => Promise.reject(new TypeError('undefined is not a function')),
  };
  const write = cluster.patchStatus;
  let giveUp: (error: Error) => void = () => undefined;
  const never = new Promise<void>((_, reject) => {
    giveUp = reject;
  });
  never.catch(() => undefined);
  cluster.patchStatus = async (object, change) => {
    if (object.metadata.name === 'mute') return never;
    if (object.metadata.name === 'refused') throw new FanoutError('UNAVAILABLE', 'write a status: no');
    return write(object, change);
  };
  for (const name of [...Object.keys(plans), 'mute', 'refused']) cluster.apply(study(name));
  cluster.apply({ metadata: study('odd').metadata } as StudyObject);
  cluster.apply({ ...study('odder'), spec: null } as unknown as StudyObject);
  cluster.apply(study('zz-last'));
  operate(plans);
  closers.push(async () => giveUp(new Error('the test is over')));
  await completes('zz-last');
  expect(['silent', 'unreachable', 'defect'].map((name) => status(name).state)).toEqual(
    Array(3).fill('Preparing'),
  );
  expect(condition('unreachable', 'Running')).toMatchObject({ status: 'False', reason: 'Unavailable' });
  expect(condition('invalid', 'Failed')).toMatchObject({ status: 'True', reason: 'StudyInvalid' });
});

it('a study whose workers crash holds up no other, and says what they say', async () => {
  cluster.broken.set('broken', 'back-off 10s restarting failed container');
  cluster.apply(study('broken'));
  cluster.apply(study('fine'));
  operate();
  await completes('fine');
  await soon(() => expect(condition('broken', 'WorkersReady')?.message).toContain('CrashLoopBackOff'));
  expect(status('broken')).toMatchObject({ state: 'Running', progress: '0/20' });
});

it('a study that is suspended keeps what it has, gives its workers up, and goes on from there', async () => {
  held.add('still');
  cluster.apply(study('still'));
  cluster.apply(study('other'));
  operate();
  await soon(async () => expect(await cluster.workersOf('still')).toHaveLength(2));
  await completes('other');
  cluster.apply(study('still', { suspend: true }));
  await soon(() => expect(condition('still', 'Suspended')?.status).toBe('True'));
  held.delete('still');
  await soon(async () => expect(await cluster.workersOf('still')).toEqual([]));
  await soon(() => expect(status('still')).toMatchObject({ state: 'Suspended', workers: 0 }));
  const { run, trials } = status('still');
  expect(trials!.completed).toBeLessThan(TRIALS);
  cluster.apply(study('still', { suspend: false }));
  await completes('still');
  expect(status('still').run).toBe(run);
  expect(condition('still', 'Suspended')?.status).toBe('False');
  expect(ledger('still')).toEqual(ledger('other'));
});

it('a study of a higher priority takes workers from a lower one, which loses no trial', async () => {
  cluster.priorities.set('high', 1000);
  held.add('low').add('high');
  cluster.apply(study('low', { workers: { max: 4 } }));
  operate({}, { mostWorkers: 4 });
  await soon(async () => expect(await cluster.workersOf('low')).toHaveLength(4));
  cluster.apply(study('high', { workers: { max: 3 }, priority: 'high' }));
  await soon(() => expect(status('high').state).toBe('Running'));
  held.delete('low');
  await soon(async () => expect(await cluster.workersOf('high')).toHaveLength(3));
  expect(await cluster.workersOf('low')).toHaveLength(1);
  held.delete('high');
  await completes('high');
  await completes('low');
  expect(cluster.most()).toBe(4);
  // Nothing was begun twice: `attempt` is part of what is compared.
  expect(ledger('low')).toEqual(ledger('high'));
  expect(ledger('low').every(({ attempt }) => attempt === 1)).toBe(true);
});

it('a study of a higher priority takes the only place from a lower one, which goes on after it', async () => {
  cluster.priorities.set('high', 1000);
  held.add('low').add('high');
  cluster.apply(study('low'));
  operate({}, { mostStudies: 1 });
  await soon(async () => expect(await cluster.workersOf('low')).toHaveLength(2));
  const { run } = status('low');
  cluster.apply(study('high', { priority: 'high' }));
  await soon(() => expect(condition('low', 'Running')?.reason).toBe('Displaced'));
  held.delete('low');
  await soon(() => expect(status('low')).toMatchObject({ state: 'Waiting', workers: 0, run }));
  held.delete('high');
  await completes('high');
  await completes('low');
  expect(status('low').run).toBe(run);
  expect(ledger('low')).toEqual(ledger('high'));
});
