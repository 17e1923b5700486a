/**
 * Who reaches the gRPC port with a token, and what he says of packs and attempts: none of it is taken on his
 * word.
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { CoordinatorOptions } from '../../coordinator/coordinator.ts';
import { startTestCoordinator, startTestNats, TOKEN, testManifest } from '../support/cluster.ts';
import { metricsMessage } from '../support/metrics-message.ts';
import { encode, rawCaller } from '../support/raw-caller.ts';

let nats: Awaited<ReturnType<typeof startTestNats>>;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  nats = await startTestNats();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => nats.stop());

/** A run of three arms in two folds, whose packs are 0-2 and 3-5, and a caller who has its secret. */
async function stage(name: string, options: Partial<CoordinatorOptions> = {}, largestPack = 3) {
  const coordinator = await startTestCoordinator(nats.server, options);
  closers.push(() => coordinator.stop(100));
  const manifest = await testManifest(name, 3, 2);
  const run = await coordinator.startRun(manifest, { workers: 1, largestPack });
  const caller = rawCaller(coordinator.address, TOKEN);
  closers.push(() => caller.close());
  const pack = largestPack === 1 ? '0' : '0-2';
  const named = (worker: string) => ({ run: name, pack, worker: { worker, backend: 'none' } });
  const begin = (worker: string, delivery = 1) => caller.call('Begin', { ...named(worker), delivery });
  const release = (worker: string, attempt: number, code = 'OUT_OF_MEMORY') =>
    caller.call('Release', { ...named(worker), attempt, code, reason: 'so it says' });
  const complete = async (worker: string, attempt: number, trial = 0) => {
    const { reply } = await caller.call('Complete', {
      ...named(worker),
      ...{ trial, attempt, findings: [], seconds: 1 },
      foldSha256: manifest.folds[0]!.validationSha256,
      ...metricsMessage(manifest.study),
    });
    return reply?.recording;
  };
  return { coordinator, run, caller, begin, release, complete, named };
}

it('is not asked how often a pack was tried before: that stands in the queue', async () => {
  const { caller, run, named } = await stage('prior', {}, 1);
  // Field 5 of the request, as an earlier contract had it: attempts before this message, 1000.
  const lie = Buffer.concat([encode('Begin', { ...named('w-1'), delivery: 1 }), Buffer.from([40, 0xe8, 7])]);
  expect(await caller.call('Begin', lie)).toMatchObject({
    reply: { decision: 'DECISION_TRAIN', attempt: 1 },
  });
  expect(await run.outcomes()).toEqual([]);
});

it('hears from the queue how often a pack was tried, also of a coordinator that did not queue it', async () => {
  const { coordinator, caller, begin, release } = await stage('queued-before');
  await begin('w-1');
  // Too large: it is split, and each half has been tried once.
  await release('w-1', 1);
  await coordinator.closeRun('queued-before');
  await coordinator.resumeRun('queued-before', { workers: 1 });
  const half = {
    run: 'queued-before',
    pack: '0-1',
    worker: { worker: 'w-2', backend: 'none' },
    delivery: 1,
  };
  expect(await caller.call('Begin', half)).toMatchObject({ reply: { attempt: 2, trials: [0, 1] } });
});

it('is heard once when it hands a pack back, however often it says so', async () => {
  const { run, begin, release } = await stage('given');
  const events: string[] = [];
  run.events.add(({ kind }) => events.push(kind));
  expect(await release('stranger', 1)).toMatchObject({ reply: { decision: 'DECISION_RETURN' } });
  await begin('w-1');
  expect(await release('w-1', 2)).toMatchObject({ reply: { decision: 'DECISION_RETURN' } });
  expect(events).toEqual(['began']);
  const answers = [...(await Promise.all([1, 1, 0].map((attempt) => release('w-1', attempt))))];
  answers.push(await release('w-1', 1));
  expect(answers.map(({ reply }) => reply?.decision)).toEqual(Array(4).fill('DECISION_DISCARD'));
  expect(events).toEqual(['began', 'released', 'split']);
});

it('may hand a pack back again when it has begun it again', async () => {
  const { run, begin, release } = await stage('again', {}, 1);
  let released = 0;
  run.events.add(({ kind }) => {
    released += Number(kind === 'released');
  });
  for (const [delivery, attempt] of [
    [1, 1],
    [2, 1],
    [3, 1],
  ] as const) {
    expect(await begin('w-1', delivery)).toMatchObject({ reply: { attempt } });
    await release('w-1', attempt, 'INTERRUPTED');
  }
  expect(released).toBe(3);
});

it('is taken an outcome of only as the attempt that it was told to make', async () => {
  const { run, begin, complete } = await stage('held');
  await begin('w-1');
  expect(await complete('w-1', 2)).toBe('RECORDING_REJECTED');
  expect(await complete('w-2', 1)).toBe('RECORDING_REJECTED');
  expect(run.recorded).toBe(0);
  expect(await complete('w-1', 1)).toBe('RECORDING_RECORDED');
});

it('finds nobody forgotten who was told at the same moment, also after a restart of the coordinator', async () => {
  const { coordinator, begin, complete } = await stage('at-once');
  const workers = ['w-1', 'w-2'];
  const began = await Promise.all(workers.map((worker, index) => begin(worker, index + 1)));
  const attempts = began.map(({ reply }) => Number(reply?.attempt));
  const told = async () =>
    Promise.all(workers.map((worker, index) => complete(worker, attempts[index]!, index)));
  await coordinator.closeRun('at-once');
  await coordinator.resumeRun('at-once', { workers: 1 });
  expect(await told()).toEqual(Array(2).fill('RECORDING_RECORDED'));
});

it.each([
  ['at once, with a code that no further try mends', 'INTERNAL', 1],
  ['after five attempts, with one that another try may mend', 'WORKER_LOST', 5],
])('can make the trial of a pack that it was told to train fail: %s', async (_, code, attempts) => {
  const { run, begin, release } = await stage(`fails-${code}`, {}, 1);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    expect(run.recorded).toBe(0);
    expect(await begin('w-1', attempt)).toMatchObject({ reply: { decision: 'DECISION_TRAIN', attempt } });
    await release('w-1', attempt, code);
  }
  // No other trial: of each it has to be told to train the pack.
  expect(await run.outcomes()).toMatchObject([
    { trial: 0, status: 'failed', attempt: attempts, worker: 'w-1', reason: `${code}: so it says` },
  ]);
});

it('is believed which delivery of a pack it has: it can use the attempts up, or have them not counted', async () => {
  const used = await stage('used-up', {}, 1);
  for (let delivery = 1; delivery <= 5; delivery++)
    expect(await used.begin('w-1', delivery)).toMatchObject({ reply: { attempt: delivery } });
  expect(await used.begin('w-1', 6)).toMatchObject({ reply: { decision: 'DECISION_DISCARD' } });
  expect(await used.run.outcomes()).toMatchObject([{ trial: 0, status: 'failed', attempt: 5 }]);
  const put = await stage('put-off', {}, 1);
  for (let time = 0; time < 10; time++)
    expect(await put.begin('w-1', 1)).toMatchObject({ reply: { decision: 'DECISION_TRAIN', attempt: 1 } });
});

it('is believed what it says of progress, for the eye: nothing is decided by it', async () => {
  const { run, caller, begin, complete, named } = await stage('progress');
  const shown: string[] = [];
  run.events.add((event) => event.kind === 'progress' && shown.push(event.worker));
  const trials = [{ trial: 0, epoch: 0, accuracy: 1 }];
  await caller.call('Report', { ...named('stranger'), attempt: 9, step: 10, steps: 10, images: 1, trials });
  expect(shown).toEqual(['stranger']);
  expect(await complete('stranger', 9)).toBe('RECORDING_REJECTED');
  expect(await begin('w-1')).toMatchObject({ reply: { attempt: 1, trials: [0, 1, 2] } });
  expect(await complete('w-1', 1)).toBe('RECORDING_RECORDED');
});
