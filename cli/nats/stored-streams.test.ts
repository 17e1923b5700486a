/** What an earlier version stored in no account, under the accounts of this one: with a real nats-server. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kvm } from '@nats-io/kv';
import { connect } from '@nats-io/transport-node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../../test/support/free-ports.ts';
import { findNatsServer } from './find.ts';
import { startNatsServer } from './start.ts';
import { adoptStreams } from './stored-streams.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanout-streams-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('the streams of a server without accounts are those of the coordinator', async () => {
  const { path } = await findNatsServer();
  const [port, store] = [await freePort(), join(directory, 'nats')];
  const arguments_ = ['-js', '-a', '127.0.0.1', '-p', String(port), '-sd', store];
  const earlier = spawn(path, arguments_, { stdio: 'ignore' });
  const ended = once(earlier, 'exit');
  const before = await connect({ port, waitOnFirstConnect: true, reconnectTimeWait: 50 });
  await (await new Kvm(before).create('outcomes')).create('trial', 'its outcome');
  await before.close();
  earlier.kill('SIGTERM');
  await ended;
  expect(await readdir(join(store, 'jetstream'))).toEqual(['$G']);

  const server = await startNatsServer({ binary: path, directory, storeDirectory: store });
  const connection = await connect({ servers: server.url, ...server.coordinator });
  try {
    const kv = await new Kvm(connection).open('outcomes');
    expect((await kv.get('trial'))?.string()).toBe('its outcome');
  } finally {
    await connection.close();
    await server.stop();
  }
});

it('what the coordinator has already is never replaced', async () => {
  for (const folder of ['$G/streams/OLD', 'FANOUT/streams/NEW'])
    await mkdir(join(directory, 'jetstream', folder), { recursive: true });
  await adoptStreams(directory);
  expect(await readdir(join(directory, 'jetstream', 'FANOUT', 'streams'))).toEqual(['NEW']);
  expect(await readdir(join(directory, 'jetstream', '$G', 'streams'))).toEqual(['OLD']);
});

it('a storage directory that is new, or not there, stays as it is', async () => {
  await adoptStreams(directory);
  await adoptStreams(join(directory, 'none'));
  expect(await readdir(directory)).toEqual([]);
});
