/** What is said when NATS has no room for what a run needs at its start: never that fanout has a defect. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { findNatsServer } from '../../cli/nats/find.ts';
import { type Launched, launch } from '../../cli/nats/launch.ts';
import { startTestCoordinator, testManifest } from '../support/cluster.ts';
import { type SmallDisk, smallDisk } from '../support/small-disk.ts';

let directory: string;
let disk: SmallDisk | undefined;
let nats: Launched | undefined;
const login = (user: string) => ({ user, pass: 'of-a-test' });
const [coordinator, worker] = [login('coordinator'), login('worker')];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanout-no-room-'));
  const storeDirectory = join(directory, 'nats');
  disk = await smallDisk(storeDirectory, 16);
  if (!disk) return;
  const { path: binary } = await findNatsServer();
  const logins = { coordinator, system: login('system'), workers: [worker] };
  nats = await launch({ binary, directory, storeDirectory, port: -1, logins, patienceMs: 10_000 });
});
beforeEach(({ skip }) => skip(disk === undefined, 'no tmpfs can be mounted here'));
afterAll(async () => {
  await nats?.stop();
  await disk?.remove();
  await rm(directory, { recursive: true });
});

const full = {
  code: 'NATS_UNAVAILABLE',
  message: expect.stringMatching(/^NATS cannot store what the run needs: error creating store for /),
  hint: expect.stringContaining('make room'),
};

it('a stream, a ledger, a consumer that cannot be made', async () => {
  const address = { url: nats!.url, coordinator, worker };
  await disk!.fill();
  await expect(startTestCoordinator(address)).rejects.toMatchObject(full);
  await disk!.free();
  const here = await startTestCoordinator(address);
  try {
    await here.startRun(await testManifest('first', 2, 2), { workers: 1 });
    await disk!.fill();
    const second = await testManifest('second', 2, 2);
    await expect(here.startRun(second, { workers: 1 })).rejects.toMatchObject(full);
    await here.closeRun('first');
    const again = here.resumeRun('first', { workers: 1, assumeNoLiveWorkers: true });
    await expect(again).rejects.toMatchObject(full);
    await disk!.free();
    const resumed = await here.resumeRun('first', { workers: 1, assumeNoLiveWorkers: true });
    expect(resumed.recorded).toBe(0);
  } finally {
    await here.stop(100);
  }
});
