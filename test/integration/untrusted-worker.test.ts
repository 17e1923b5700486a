/**
 * Whoever holds a worker's token, and what he writes: a run ends with each trial once, as its own workers
 * trained it.
 */
import { Kvm } from '@nats-io/kv';
import { afterEach, expect, it } from 'vitest';
import { connectNats } from '../../connection/connect.ts';
import { ledgerStream } from '../../coordinator/ledger/ledger.ts';
import { QUARANTINE_BUCKET } from '../../coordinator/ledger/quarantine.ts';
import { workerToken } from '../../coordinator/service/credentials.ts';
import type { Manifest } from '../../study/manifest.ts';
import { type CoordinatorClient, connectCoordinator } from '../../worker/coordinator-client.ts';
import {
  coordinatorAddress,
  startTestCoordinator,
  startTestNats,
  startTestWorker,
  TOKEN,
  testManifest,
} from '../support/cluster.ts';
import { metricsMessage } from '../support/metrics-message.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function started(name: string, log: (message: string) => void = () => undefined) {
  const nats = await startTestNats();
  closers.push(nats.stop);
  const coordinator = await startTestCoordinator(nats.server, { log });
  closers.push(() => coordinator.stop());
  const manifest = await testManifest(name, 2, 3);
  const run = await coordinator.startRun(manifest, { workers: 1, largestPack: 1 });
  const client = (token = TOKEN, identity?: { run: string; worker: string }): CoordinatorClient => {
    const made = connectCoordinator(
      { address: coordinator.address, token, identity },
      AbortSignal.abort(),
      () => undefined,
    );
    closers.push(() => made.close());
    return made;
  };
  return { nats, coordinator, manifest, run, client };
}

const of = (worker: string) => ({ worker, backend: 'none' });

/** The outcome of trial 0, as it may be told. */
function outcome({ run, study, folds }: Manifest, worker: string) {
  return {
    ...{
      run,
      pack: '0',
      trial: 0,
      attempt: 1,
      worker: of(worker),
      foldSha256: folds[0]!.validationSha256,
      seconds: 1,
      findings: [],
      layers: [],
    },
    ...metricsMessage(study, { accuracy: 0.999 }),
  };
}

it('is believed only about packs that it was told to train, and begins only what is queued', async () => {
  const { run, manifest, client, coordinator, nats } = await started('untrusted');
  const rogue = client();
  const lie = outcome(manifest, 'rogue-1');
  expect(await rogue.complete(lie)).toMatchObject({
    recording: 'RECORDING_REJECTED',
    reason: expect.stringMatching(/never told to train pack 0/),
  });
  const begin = { run: 'untrusted', worker: of('rogue-1'), delivery: 1 };
  for (const pack of ['0-1', '0_2', '4-5'])
    await expect(rogue.begin({ ...begin, pack })).rejects.toMatchObject({ code: 'TRIAL_UNKNOWN' });
  for (const pack of ['9007199254740992', '9007199254740990-9007199254740992'])
    await expect(rogue.begin({ ...begin, pack })).rejects.toMatchObject({ code: 'OUTCOME_INVALID' });
  // Told to train, it can tell; what could not be read again is refused before it is written.
  expect(await rogue.begin({ ...begin, pack: '0' })).toMatchObject({ decision: 'DECISION_TRAIN' });
  for (const finding of [{ didNotLearn: { chance: Number.NaN } }, { diverged: { step: 2 ** 53 } }]) {
    const { recording } = await rogue.complete({ ...lie, findings: [finding] });
    expect(recording).toBe('RECORDING_REJECTED');
  }
  expect(
    await rogue.release({ ...begin, pack: '1', attempt: 1, code: 'OUT_OF_MEMORY', reason: '' }),
  ).toMatchObject({
    decision: 'DECISION_RETURN',
  });
  const worker = startTestWorker(nats.server, coordinator, 'untrusted');
  closers.push(worker.stop);
  await run.done;
  const outcomes = await run.outcomes();
  expect(outcomes.map(({ trial }) => trial).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(outcomes.map(({ worker: name }) => name)).not.toContain('rogue-1');
});

it('is held to the run and the name that its token is for', async () => {
  const { client, manifest } = await started('bound');
  const own = client(workerToken(TOKEN, 'bound', 'w1'), { run: 'bound', worker: 'w1' });
  const begin = { run: 'bound', pack: '0', delivery: 1 };
  expect(await own.begin({ ...begin, worker: of('w1-7-ab') })).toMatchObject({ decision: 'DECISION_TRAIN' });
  const refused = { code: 'CREDENTIALS_REFUSED' };
  await expect(own.begin({ ...begin, worker: of('w2-7-ab') })).rejects.toMatchObject(refused);
  await expect(own.getRun('another')).rejects.toMatchObject(refused);
  const foreign = outcome(manifest, 'w2-7-ab');
  await expect(own.complete(foreign)).rejects.toMatchObject(refused);
  // A token says nothing for another name, nor as the secret itself.
  const token = workerToken(TOKEN, 'bound', 'w1');
  await expect(client(token, { run: 'bound', worker: 'w2' }).getRun('bound')).rejects.toMatchObject(refused);
  await expect(client(token).getRun('bound')).rejects.toMatchObject(refused);
});

/** An entry in the form of an outcome, of a trial and under a key that need not belong together. */
const entry = (trial: number, key: string, chance = 0.5) =>
  JSON.stringify({
    ...{ trial, key, status: 'completed', attempt: 1, worker: 'w', backend: '', seconds: 1 },
    ...{ metrics: { accuracy: 0.5 }, history: { accuracy: [0.5] } },
    findings: [{ kind: 'did_not_learn', chance }],
    recordedAt: '2026-01-02T03:04:05.000Z',
  });

it('an entry of the ledger that is no outcome of the run is set aside, and its trial runs again, also on resume', async () => {
  const said: string[] = [];
  const { run, coordinator, manifest, nats } = await started('poison', (message) => said.push(message));
  const connection = await connectNats(coordinatorAddress(nats.server), { name: 'poison' });
  closers.push(() => connection.close());
  const ledger = await new Kvm(connection).open(ledgerStream('poison').replace('KV_', ''));
  const lies = {
    'choice-0/0/1': '{"trial":0,"findings":[{"kind":"did_not_learn","chance":null}]}',
    'choice-1/1/1': 'no JSON',
    'choice-0/1/1': entry(5, 'choice-0/1/1'),
    'choice-1/0/1': entry(2 ** 40, 'choice-1/0/1'),
    'choice-0/2/1': entry(4, 'choice-0/2/1', 1e300),
    'of/nobody': entry(999, 'of/nobody'),
  };
  await coordinator.closeRun('poison');
  run.close();
  for (const [key, lie] of Object.entries(lies)) await ledger.create(key, lie);
  const again = await coordinator.resumeRun('poison', { workers: 1 });
  expect(again.recorded).toBe(0);
  expect(said.filter((message) => /set aside/.test(message))).toHaveLength(Object.keys(lies).length);
  // The same while the run is open.
  const late = { 'choice-0/0/1': entry(3, 'choice-0/0/1'), 'of/another': entry(1, 'of/another') };
  for (const [key, lie] of Object.entries(late)) await ledger.create(key, lie);
  const worker = startTestWorker(nats.server, coordinator, 'poison');
  closers.push(worker.stop);
  await again.done;
  const outcomes = await again.outcomes();
  expect(outcomes.map(({ key }) => key).sort()).toEqual([...new Set(outcomes.map(({ key }) => key))].sort());
  expect(outcomes).toHaveLength(manifest.trials);
  const kept = await new Kvm(connection).open(QUARANTINE_BUCKET);
  const entries: string[] = [];
  for await (const key of await kept.keys()) entries.push((await kept.get(key))!.string());
  expect(entries.sort()).toEqual([...Object.values(lies), ...Object.values(late)].sort());
});
