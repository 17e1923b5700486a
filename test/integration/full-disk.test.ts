/**
 * A coordinator over a NATS server whose disk is full, and which nobody starts again by itself: as on a
 * cluster without a probe.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { findNatsServer } from '../../cli/nats/find.ts';
import { type Launched, launch } from '../../cli/nats/launch.ts';
import { storageLine } from '../../cli/run/storage-words.ts';
import { startTestCoordinator, startTestWorker, type TestWorker, testManifest } from '../support/cluster.ts';
import { type SmallDisk, smallDisk } from '../support/small-disk.ts';

let directory: string;
let disk: SmallDisk | undefined;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanout-full-'));
  disk = await smallDisk(join(directory, 'nats'), 16);
});
beforeEach(({ skip }) => skip(disk === undefined, 'no tmpfs can be mounted here'));
afterAll(async () => {
  await disk?.remove();
  await rm(directory, { recursive: true });
});

const coordinator = { user: 'coordinator', pass: 'of-a-test' };
const worker = { user: 'worker', pass: 'of-a-test' };

async function server(port: number): Promise<Launched> {
  const { path: binary } = await findNatsServer();
  const storeDirectory = join(directory, 'nats');
  const logins = { coordinator, system: { user: 'system', pass: 'of-a-test' }, workers: [worker] };
  return launch({ binary, directory, storeDirectory, port, logins, patienceMs: 10_000 });
}

it('shows that NATS does not store, says it once, and that it stores again', async () => {
  let nats = await server(-1);
  const said: string[] = [];
  const address = { url: nats.url, coordinator, worker };
  const here = await startTestCoordinator(address, {
    onStorage: (news) => void said.push(storageLine(news)),
  });
  const shown = async () => {
    const lines = (await here.metrics.text()).split('\n');
    const value = (name: string) => Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1]);
    return [value('fanout_storage_writable'), value('fanout_nats_write_failures_total') > 0];
  };
  let atWork: TestWorker | undefined;
  try {
    const run = await here.startRun(await testManifest('full', 10, 10), { workers: 1 });
    expect(await shown()).toEqual([1, false]);
    await disk!.fill();
    // What a stream's last page has room for is stored still: less than so many outcomes are.
    atWork = startTestWorker(address, here, 'full');
    await expect.poll(shown, { timeout: 60_000, interval: 200 }).toEqual([0, true]);
    expect(here.readiness.nats).toBe(true);
    expect(await readFile(join(directory, 'nats-server.log'), 'utf8')).toContain('Critical write error');
    expect(said).toEqual([
      expect.stringMatching(/^NATS cannot store since .*; nothing is recorded until it can/),
    ]);
    await disk!.free();
    await nats.stop();
    nats = await server(Number(new URL(nats.url).port));
    await expect.poll(shown, { timeout: 60_000, interval: 200 }).toEqual([1, true]);
    await expect.poll(() => said.slice(1)).toEqual([expect.stringMatching(/^NATS stores again, after/)]);
    await run.done;
    expect(await run.outcomes()).toHaveLength(100);
  } finally {
    await atWork?.stop();
    await here.stop(100);
    await nats.stop();
  }
}, 150_000);
