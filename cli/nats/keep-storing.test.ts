/** An embedded nats-server on a disk that is full for a while. */
import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type SmallDisk, smallDisk } from '../../test/support/small-disk.ts';
import { storageLine } from '../run/storage-words.ts';
import { findNatsServer } from './find.ts';
import type { StorageReport } from './keep-storing.ts';
import { startNatsServer } from './start.ts';

const binary = await findNatsServer().then(
  ({ path }) => path,
  () => undefined,
);
let directory: string;
let disk: SmallDisk | undefined;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanout-disk-'));
  disk = binary === undefined ? undefined : await smallDisk(join(directory, 'nats'), 16);
});
beforeEach(({ skip }) => skip(disk === undefined, 'no nats-server, or no tmpfs can be mounted here'));
afterAll(async () => {
  await disk?.remove();
  await rm(directory, { recursive: true });
});

function start(reports: StorageReport[]) {
  return startNatsServer({
    binary: binary!,
    directory,
    storeDirectory: join(directory, 'nats'),
    onStorage: (report) => reports.push(report),
  });
}

test('says that it cannot store, and stores again by itself once there is room', async () => {
  const reports: StorageReport[] = [];
  const server = await start(reports);
  const before = server.pid;
  const connection = await connect({
    servers: server.url,
    ...server.coordinator,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 50,
  });
  const kv = await new Kvm(jetstream(connection, { timeout: 500 })).create('outcomes', { history: 1 });
  await kv.create('early', 'kept');
  await disk!.fill();
  await expect(kv.create('refused', 'x'.repeat(10_000))).rejects.toThrow();
  await expect.poll(() => reports.length, { timeout: 10_000 }).toBe(1);
  expect(reports[0]).toMatchObject({
    kind: 'failing',
    directory: join(directory, 'nats'),
    reason: expect.stringContaining('no space left on device'),
  });
  await disk!.free();
  await expect.poll(() => reports.length, { timeout: 15_000 }).toBe(2);
  expect(reports[1]).toMatchObject({ kind: 'recovered' });
  // The connection that was there goes on: same port, same users.
  await expect.poll(() => kv.put('late', 'stored').catch(() => 0), { timeout: 10_000 }).toBeGreaterThan(0);
  expect((await kv.get('early'))?.string()).toBe('kept');
  expect(server.pid).not.toBe(before);
  await connection.close();
  await server.stop();
}, 60_000);

test('waits with a start that cannot succeed: the server was killed while the disk was full', async () => {
  const reports: StorageReport[] = [];
  const server = await start(reports);
  await disk!.fill();
  process.kill(server.pid, 'SIGKILL');
  await expect.poll(() => reports.length, { timeout: 10_000 }).toBe(1);
  expect(reports[0]).toMatchObject({ kind: 'failing', code: 'ENOSPC' });
  await disk!.free();
  await expect.poll(() => reports.length, { timeout: 15_000 }).toBe(2);
  const connection = await connect({ servers: server.url, ...server.coordinator });
  await connection.close();
  await server.stop();
}, 60_000);

test('says another cause when one follows the other, and goes on when that is gone as well', async () => {
  const reports: StorageReport[] = [];
  const server = await start(reports);
  await disk!.fill();
  process.kill(server.pid, 'SIGKILL');
  await expect.poll(() => reports.length, { timeout: 10_000 }).toBe(1);
  await disk!.free();
  // Refused as long as a file is open for writing there, as it is while its room is tried.
  await expect
    .poll(() =>
      disk!.makeReadOnly().then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  await expect.poll(() => reports.length, { timeout: 15_000 }).toBe(2);
  expect(reports[1]).toMatchObject({ kind: 'failing', code: 'EROFS' });
  expect(storageLine(reports[1]!)).toMatch(/the file system is read-only \(EROFS\).*mount it writable again/);
  await disk!.makeWritable();
  await expect.poll(() => reports.length, { timeout: 15_000 }).toBe(3);
  expect(reports[2]).toMatchObject({ kind: 'recovered' });
  await server.stop();
}, 60_000);

test('can be stopped while its disk is full', async () => {
  const reports: StorageReport[] = [];
  const server = await start(reports);
  await disk!.fill();
  process.kill(server.pid, 'SIGKILL');
  await expect.poll(() => reports.length, { timeout: 10_000 }).toBe(1);
  await server.stop();
  expect(await server.exited).toBe('signal 9');
  await disk!.free();
}, 60_000);

test('uses room that came after it was started', async () => {
  const reports: StorageReport[] = [];
  const server = await start(reports);
  await disk!.fill();
  process.kill(server.pid, 'SIGKILL');
  await expect.poll(() => reports.length, { timeout: 10_000 }).toBe(1);
  const ballast = join(directory, 'nats', 'ballast');
  await truncate(ballast, (await stat(ballast)).size - 2 ** 20);
  await expect.poll(() => reports.length, { timeout: 15_000 }).toBe(2);
  await disk!.free();
  const connection = await connect({ servers: server.url, ...server.coordinator });
  const kv = await new Kvm(jetstream(connection)).create('large', { history: 1 });
  for (let index = 0; index < 4; index++)
    expect(await kv.put(`k${index}`, 'x'.repeat(1_000_000))).toBeGreaterThan(0);
  await connection.close();
  await server.stop();
}, 60_000);
