/**
 * Workers as a cluster has them: the Job of each has a token of its own, and all that speaks for it is that.
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Coordinator } from '../../coordinator/coordinator.ts';
import type { StudyObject } from '../../operator/study/object.ts';
import { Crew } from '../../operator/workers/crew.ts';
import { connectCoordinator } from '../../worker/coordinator-client.ts';
import {
  startTestCoordinator,
  startTestNats,
  startTestWorker,
  TOKEN,
  testManifest,
} from '../support/cluster.ts';
import { memoryCluster } from '../support/memory-cluster.ts';

let nats: Awaited<ReturnType<typeof startTestNats>>;
beforeAll(async () => {
  nats = await startTestNats();
});
afterAll(() => nats.stop());
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const study: StudyObject = { metadata: { name: 's', namespace: 'n', uid: 'u' }, spec: {} };

/** What the containers of a run's workers have in their environment. */
async function workersOf(coordinator: Coordinator, run: string, count: number) {
  const cluster = memoryCluster();
  const crew = new Crew(cluster, run, { tokenFor: (worker) => coordinator.tokenFor(run, worker) });
  await crew.adjust(study, () => ({ target: count, room: count }));
  return (await cluster.jobs(`fanout.dev/run=${run}`)).map(({ metadata, spec }) => {
    const env = spec?.template.spec?.containers[0]?.env ?? [];
    const { FANOUT_RUN, FANOUT_WORKER_NAME, FANOUT_TOKEN } = Object.fromEntries(
      env.map(({ name, value }) => [name, value!]),
    );
    return { job: metadata!.name!, token: FANOUT_TOKEN!, run: FANOUT_RUN!, worker: FANOUT_WORKER_NAME! };
  });
}

it('work under the names of their Jobs, also for a coordinator that was started anew', async () => {
  const first = await startTestCoordinator(nats.server);
  await first.startRun(await testManifest('jobs', 2, 3), { workers: 2, largestPack: 1 });
  const workers = await workersOf(first, 'jobs', 2);
  await first.stop(100);
  // What it made a token of is in the Secret of the installation: so does the next one.
  const second = await startTestCoordinator(nats.server);
  closers.push(() => second.stop(100));
  const run = await second.resumeRun('jobs', { workers: 2 });
  for (const { token, run, worker } of workers)
    closers.push(
      startTestWorker(nats.server, second, 'jobs', undefined, undefined, token, { run, worker }).stop,
    );
  await run.done;
  const jobs = workers.map(({ job }) => job);
  for (const { worker } of await run.outcomes())
    expect(jobs.filter((job) => worker.startsWith(`${job}-`))).toHaveLength(1);
});

it('cannot make up names without end: of each token a few are shown, and those of the others stay', async () => {
  const coordinator = await startTestCoordinator(nats.server);
  closers.push(() => coordinator.stop(100));
  await coordinator.startRun(await testManifest('names', 2, 3), { workers: 1 });
  const [one, two] = await workersOf(coordinator, 'names', 2);
  const speaker = (who: typeof one) => {
    const { token, run, worker } = who!;
    const address = { address: coordinator.address, token, identity: { run, worker } };
    const client = connectCoordinator(address, AbortSignal.abort());
    closers.push(() => client.close());
    return (name: string) =>
      client.heartbeat({ worker: { worker: `${worker}-${name}` }, state: 'WORKER_STATE_IDLE' });
  };
  const heard = async (count: number, speak: () => void) => {
    await new Promise<void>((resolve) => {
      let left = count;
      const deaf = coordinator.heartbeats.add(() => {
        left -= 1;
        if (left === 0) resolve(deaf());
      });
      speak();
    });
  };
  await heard(60, () => {
    const says = speaker(one);
    for (let made = 0; made < 60; made++) says(`${made}`);
  });
  await heard(1, () => speaker(two)('pod-1-aa'));
  const page = await coordinator.metrics.text();
  const shown = [...page.matchAll(/\{worker="([^"]+)"\}/g)].map(([, name]) => name!);
  expect(shown.filter((name) => name.startsWith(one!.worker))).toHaveLength(16);
  expect(shown).toContain(`${two!.worker}-pod-1-aa`);
  expect(shown).toHaveLength(17);
  for (const secret of [TOKEN, one!.token, two!.token]) expect(page).not.toContain(secret);
});

it('cannot speak for one another, nor for another run, nor as a Job that nobody made', async () => {
  const coordinator = await startTestCoordinator(nats.server);
  closers.push(() => coordinator.stop(100));
  const run = await coordinator.startRun(await testManifest('apart', 2, 3), { workers: 1, largestPack: 1 });
  await coordinator.startRun(await testManifest('other', 2, 3), { workers: 1, largestPack: 1 });
  const [one, two] = await workersOf(coordinator, 'apart', 2);
  const client = (token: string, run: string, worker: string) => {
    const address = { address: coordinator.address, token, identity: { run, worker } };
    const made = connectCoordinator(address, AbortSignal.abort());
    closers.push(() => made.close());
    return made;
  };
  const begin = (run: string, worker: string) => ({
    ...{ run, pack: '0', delivery: 1 },
    worker: { worker: `${worker}-7-ab`, backend: '' },
  });
  const own = client(one!.token, 'apart', one!.worker);
  await expect(own.begin(begin('apart', one!.worker))).resolves.toMatchObject({ decision: 'DECISION_TRAIN' });
  const refused = { code: 'CREDENTIALS_REFUSED' };
  await expect(own.begin(begin('apart', two!.worker))).rejects.toMatchObject(refused);
  await expect(own.begin(begin('other', one!.worker))).rejects.toMatchObject(refused);
  await expect(own.getRun('other')).rejects.toMatchObject(refused);
  const back = { ...begin('apart', two!.worker), attempt: 1, code: 'INTERNAL', reason: '' };
  await expect(own.release(back)).rejects.toMatchObject(refused);
  // Of the calls that answer nobody: what is another's is not heard, and what is one's own is.
  const heard: string[] = [];
  coordinator.heartbeats.add(({ worker }) => heard.push(worker!.worker));
  run.events.add((event) => event.kind === 'progress' && heard.push(event.worker));
  for (const { worker } of [two!, one!]) {
    const named = { worker: { worker: `${worker}-7-ab`, backend: '' } };
    const stream = own.report();
    stream.send({ ...named, run: 'apart', pack: '0', attempt: 1, step: 1, steps: 2, examples: 1 });
    stream.end();
    own.heartbeat({ ...named, state: 'WORKER_STATE_IDLE' });
  }
  await expect.poll(() => heard).toEqual(Array(2).fill(`${one!.worker}-7-ab`));
  for (const [run, worker] of [
    ['apart', two!.worker],
    ['other', one!.worker],
    ['apart', 's-made-up'],
  ] as const)
    await expect(client(one!.token, run, worker).getRun(run)).rejects.toMatchObject(refused);
});
