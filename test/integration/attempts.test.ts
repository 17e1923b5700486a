/**
 * What counts as an attempt at a trial: that it was begun, not that something on the way to it went wrong.
 */
import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { connectNats } from '../../connection/connect.ts';
import type { Run } from '../../coordinator/run/run.ts';
import { RUNS_BUCKET } from '../../coordinator/run/store.ts';
import { FanoutError } from '../../proto/errors.ts';
import { consumerName, PACK_STREAM } from '../../proto/queue.ts';
import {
  coordinatorAddress,
  startTestCoordinator,
  startTestNats,
  startTestWorker,
  TOKEN,
  testManifest,
} from '../support/cluster.ts';
import { noopEngine } from '../support/noop-engine.ts';
import { rawCaller } from '../support/raw-caller.ts';

let nats: Awaited<ReturnType<typeof startTestNats>>;
const closers: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  nats = await startTestNats();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => nats.stop());

const coordinate = async (options = {}) => {
  const coordinator = await startTestCoordinator(nats.server, options);
  closers.push(() => coordinator.stop(100));
  return coordinator;
};

const endings = async (run: Run) =>
  (await run.outcomes()).map(({ status, attempt, reason }) => ({ status, attempt, reason }));
const WELL = { status: 'completed', attempt: 1, reason: undefined };

it('is not a message that comes and goes while no coordinator serves the run', async () => {
  const coordinator = await coordinate();
  await coordinator.startRun(await testManifest('unserved', 2, 2), { workers: 1 });
  await coordinator.closeRun('unserved');
  // As workers do that are killed, or drained, or wait in vain: more often than a trial may be tried.
  const connection = await connectNats(coordinatorAddress(nats.server), { name: 'test' });
  const consumer = await jetstream(connection).consumers.get(PACK_STREAM, consumerName('unserved'));
  for (let delivered = 0; delivered < 8 * 4; delivered++) {
    const message = await consumer.next({ expires: 5_000 });
    message!.nak();
  }
  await connection.close();
  const run = await coordinator.resumeRun('unserved', { workers: 1 });
  closers.push(startTestWorker(nats.server, coordinator, 'unserved').stop);
  await run.done;
  expect(await endings(run)).toEqual(Array(4).fill(WELL));
});

it('is one when a worker has its outcome before a coordinator serves the run again', async () => {
  const coordinator = await coordinate();
  await coordinator.startRun(await testManifest('kept', 1, 2), { workers: 1 });
  // In the middle of the first pack.
  let started = 0;
  const closed = new Promise<void>((resolve) => {
    const onStart = () => {
      started += 1;
      if (started === 1) resolve(coordinator.closeRun('kept'));
    };
    const engine = noopEngine({ onStart });
    closers.push(startTestWorker(nats.server, coordinator, 'kept', engine).stop);
  });
  await closed;
  const run = await coordinator.resumeRun('kept', { workers: 1 });
  await run.done;
  expect(await endings(run)).toEqual(Array(2).fill(WELL));
});

it('is begun once, however often a worker asks for the answer', async () => {
  const coordinator = await coordinate();
  const run = await coordinator.startRun(await testManifest('asked', 1, 2), { workers: 1 });
  const ask = (worker: string, delivery: number) => run.begin({ pack: '0', worker, delivery });
  expect(await ask('a', 1)).toMatchObject({ attempt: 1 });
  expect(await ask('a', 1)).toMatchObject({ attempt: 1 });
  expect(await ask('b', 3)).toMatchObject({ attempt: 2 });
  expect(await ask('b', 3)).toMatchObject({ attempt: 2 });
  // Drained: its attempt counts as none. One that had the pack earlier cannot say so of another's.
  await run.release({ pack: '0', worker: 'a', attempt: 1 }, 'INTERRUPTED', 'the worker is stopping');
  expect(await ask('b', 3)).toMatchObject({ attempt: 2 });
  await run.release({ pack: '0', worker: 'b', attempt: 2 }, 'INTERRUPTED', 'the worker is stopping');
  expect(await ask('c', 4)).toMatchObject({ attempt: 2 });
  // Also for a coordinator that was not there.
  await coordinator.closeRun('asked');
  const again = await coordinator.resumeRun('asked', { workers: 1 });
  expect(await again.begin({ pack: '0', worker: 'd', delivery: 5 })).toMatchObject({ attempt: 3 });
});

it('is none for a worker that is not fit: it ends, says why, and leaves the pack to others', async () => {
  const coordinator = await coordinate();
  const run = await coordinator.startRun(await testManifest('unfit', 2, 2), { workers: 1 });
  const full = noopEngine({
    onStart: () => {
      throw new FanoutError('OUTPUT_UNWRITABLE', 'cannot write /cache: ENOSPC');
    },
  });
  const unfit = startTestWorker(nats.server, coordinator, 'unfit', full);
  await expect(unfit.ended).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  const stranger = startTestWorker(
    nats.server,
    coordinator,
    'unfit',
    noopEngine(),
    undefined,
    'another token',
  );
  await expect(stranger.ended).rejects.toMatchObject({ code: 'CREDENTIALS_REFUSED' });
  expect(run.recorded).toBe(0);
  closers.push(startTestWorker(nats.server, coordinator, 'unfit').stop);
  await run.done;
  expect(await endings(run)).toEqual(Array(4).fill(WELL));
});

it.each([
  ['no JSON', 'begun: 3 times'],
  ['JSON of something else', '{"attempts":"3"}'],
])(
  'is none that stands in an entry which cannot be read (%s): its pack counts as not begun',
  async (what, entry) => {
    const name = what.replaceAll(' ', '-').toLowerCase();
    const first = await coordinate();
    await first.startRun(await testManifest(name, 1, 2), { workers: 1, largestPack: 1 });
    const caller = rawCaller(first.address, TOKEN);
    const begin = { run: name, pack: '0', worker: { worker: 'w-1', backend: 'none' } };
    for (let delivery = 1; delivery <= 4; delivery++)
      expect(await caller.call('Begin', { ...begin, delivery })).toMatchObject({
        reply: { attempt: delivery },
      });
    caller.close();
    await first.closeRun(name);
    const connection = await connectNats(coordinatorAddress(nats.server), { name: 'test' });
    const kv = await new Kvm(connection).open(RUNS_BUCKET);
    expect(await kv.get(`${name}.begun.0`)).not.toBeNull();
    await kv.put(`${name}.begun.0`, entry);
    await connection.close();
    const second = await coordinate();
    await second.resumeRun(name, { workers: 1 });
    const again = rawCaller(second.address, TOKEN);
    closers.push(async () => again.close());
    // The fifth delivery would be the fifth attempt.
    expect(await again.call('Begin', { ...begin, delivery: 5 })).toMatchObject({ reply: { attempt: 1 } });
  },
);
