/** A NATS server that is gone for a while: what the coordinator says of the runs it cannot look after. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findNatsServer } from '../../cli/nats/find.ts';
import { type Launched, launch } from '../../cli/nats/launch.ts';
import { startTestCoordinator, startTestWorker, type TestWorker, testManifest } from '../support/cluster.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanout-gone-'));
});
afterEach(() => rm(directory, { recursive: true }));

const coordinator = { user: 'coordinator', pass: 'of-a-test' };
const worker = { user: 'worker', pass: 'of-a-test' };

async function server(port: number): Promise<Launched> {
  const { path: binary } = await findNatsServer();
  const logins = { coordinator, system: { user: 'system', pass: 'of-a-test' }, workers: [worker] };
  const storeDirectory = join(directory, 'nats');
  return launch({ binary, directory, storeDirectory, port, logins, patienceMs: 10_000 });
}

it('says why it could not reconcile, how often and since when, and that it is over', async () => {
  let nats = await server(-1);
  const began = Date.now();
  const said: string[] = [];
  const address = { url: nats.url, coordinator, worker };
  const here = await startTestCoordinator(address, { log: (text) => void said.push(text) });
  const ofReconciling = () => said.filter((line) => line.includes('reconcile'));
  let atWork: TestWorker | undefined;
  try {
    const run = await here.startRun(await testManifest('gone', 2, 2), { workers: 1 });
    await nats.stop();
    await expect.poll(() => ofReconciling().length, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
    nats = await server(Number(new URL(nats.url).port));
    await expect.poll(() => ofReconciling().at(-1), { timeout: 60_000 }).toContain('again, after');
    const [first, second] = ofReconciling();
    const why = /; will try again: NATS did not answer: \w/;
    expect(first).toMatch(/^could not reconcile run gone \(for the first time\)/);
    expect(first).toMatch(why);
    expect(second).toMatch(/^could not reconcile run gone \(2 times since \S+Z\)/);
    expect(second).toMatch(why);
    const since = Date.parse(second!.match(/since (\S+Z)/)![1]!);
    expect(since).toBeGreaterThanOrEqual(began);
    expect(since).toBeLessThanOrEqual(Date.now());
    const times = ofReconciling().length - 1;
    expect(ofReconciling().at(-1)).toContain(`after it had failed ${times} times since`);
    atWork = startTestWorker(address, here, 'gone');
    await run.done;
  } finally {
    await atWork?.stop();
    await here.stop(100);
    await nats.stop();
  }
});
