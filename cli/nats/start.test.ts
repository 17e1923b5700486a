import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ConsumerInfo, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { connect } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { consumerName, PACK_STREAM, workerInbox } from '../../proto/queue.ts';
import { findNatsServer } from './find.ts';
import { type NatsServer, type StartOptions, startNatsServer } from './start.ts';

const binary = await findNatsServer().then(
  ({ path }) => path,
  () => undefined,
);

describe.skipIf(binary === undefined)('the embedded nats-server', () => {
  let directory: string;
  const servers: NatsServer[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fanout-nats-'));
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    await rm(directory, { recursive: true, force: true });
  });

  async function start(options: Partial<StartOptions> = {}): Promise<NatsServer> {
    const storeDirectory = join(directory, 'nats');
    const server = await startNatsServer({ binary: binary!, directory, storeDirectory, ...options });
    servers.push(server);
    return server;
  }

  const asCoordinator = ({ url, coordinator }: NatsServer) => connect({ servers: url, ...coordinator });
  const asWorker = ({ url, worker }: NatsServer) =>
    connect({ servers: url, ...worker, inboxPrefix: workerInbox(worker.user) });

  test('listens on loopback, keeps its secrets in files only its owner reads, and leaves none behind', async () => {
    const server = await start();
    expect(server.url).toMatch(/^nats:\/\/127\.0\.0\.1:\d+$/);
    const [scratch] = (await readdir(join(directory, 'nats'))).filter((name) => name.startsWith('.server-'));
    const mode = async (name: string) => (await stat(join(directory, 'nats', scratch!, name))).mode & 0o777;
    expect(await mode('nats.conf')).toBe(0o600);
    expect(await mode('.')).toBe(0o700);
    await expect(connect({ servers: server.url, reconnect: false })).rejects.toThrow();
    await server.stop();
    expect(await server.exited).toMatch(/^(exit status|signal)/);
    expect(isAlive(server.pid)).toBe(false);
    expect(await readdir(join(directory, 'nats'))).toEqual(['jetstream']);
  });

  test('a worker can take and acknowledge packs of its run, and nothing else', async () => {
    const server = await start({ run: 'mine', workers: 2 });
    const coordinator = await asCoordinator(server);
    const manager = await jetstreamManager(coordinator);
    await manager.streams.add({ name: PACK_STREAM, subjects: ['packs.>'], retention: 'workqueue' });
    await manager.consumers.add(PACK_STREAM, {
      durable_name: consumerName('mine'),
      ack_policy: 'explicit',
      filter_subject: 'packs.a',
    });
    await manager.consumers.add(PACK_STREAM, {
      durable_name: consumerName('other'),
      ack_policy: 'explicit',
      filter_subject: 'packs.b',
    });
    await jetstream(coordinator).publish('packs.b', 'of another run');
    await jetstream(coordinator).publish('packs.a', 'pack');
    const ledger = await new Kvm(coordinator).create('ledger');
    await ledger.put('key', 'outcome');

    const worker = await asWorker(server);
    const next = (run: string) =>
      jetstream(worker)
        .consumers.getConsumerFromInfo({
          stream_name: PACK_STREAM,
          name: consumerName(run),
          config: {},
        } as ConsumerInfo)
        .next({ expires: 2000 });
    const message = await next('mine');
    expect(message?.string()).toBe('pack');
    expect(await message!.ackAck()).toBe(true);
    expect((await manager.streams.info(PACK_STREAM)).state.messages).toBe(1);

    const denied = /permissions violation/i;
    await expect(worker.request(`$JS.API.CONSUMER.MSG.NEXT.${PACK_STREAM}.run-other`)).rejects.toThrow(
      denied,
    );
    const { worker: own, workers } = server;
    expect(own).toEqual(workers[0]);
    const others = worker.subscribe(`${workerInbox(workers[1]!.user)}.>`, { callback: () => undefined });
    expect(await others.closed).toMatchObject({ message: expect.stringMatching(denied) });
    const workerManager = await jetstreamManager(worker, { checkAPI: false });
    await expect(workerManager.streams.delete(PACK_STREAM)).rejects.toThrow(denied);
    await expect(workerManager.streams.info('KV_ledger')).rejects.toThrow(denied);
    await expect(worker.request('$JS.API.DIRECT.GET.KV_ledger.$KV.ledger.key')).rejects.toThrow(denied);
    const errors = worker.status()[Symbol.asyncIterator]();
    worker.publish('$KV.ledger.key', 'forged');
    await worker.flush();
    expect((await errors.next()).value).toMatchObject({ type: 'error' });
    expect((await ledger.get('key'))?.string()).toBe('outcome');
    await Promise.all([worker.close(), coordinator.close()]);
  });

  test('goes on with what an earlier server stored', async () => {
    const first = await start();
    const before = await asCoordinator(first);
    await (await new Kvm(before).create('ledger')).put('key', 'outcome');
    await before.close();
    await first.stop();
    const after = await asCoordinator(await start());
    expect((await (await new Kvm(after).open('ledger')).get('key'))?.string()).toBe('outcome');
    await after.close();
  });

  test('is gone when the process that started it is killed, and its storage can be used again', async () => {
    const script = fileURLToPath(new URL('./fixtures/parent.ts', import.meta.url));
    const parent = spawn(process.execPath, ['--import', 'tsx', script, binary!, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(parent.stdout.setEncoding('utf8'), 'data');
    const { pid } = JSON.parse(line) as { pid: number };
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    // At once, as a user who resumes would: the start waits for the earlier server to be gone.
    const server = await start();
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    expect(isAlive(server.pid)).toBe(true);
  });

  test('says how it ended when it is killed itself', async () => {
    const server = await start();
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toBe('signal 9');
  });

  test('a port that is taken, a storage that is no directory, and a second server on a storage are refused', async () => {
    const server = await start();
    const port = Number(new URL(server.url).port);
    const other = join(directory, 'other');
    await expect(start({ port, storeDirectory: other })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `port ${port} on 127.0.0.1 is taken`,
    });
    const file = join(directory, 'file');
    await writeFile(file, '');
    await expect(start({ storeDirectory: join(file, 'nats') })).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
    });
    await rm(join(other, 'jetstream'), { recursive: true });
    await writeFile(join(other, 'jetstream'), '');
    await expect(start({ storeDirectory: other })).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    expect((await readdir(other)).filter((name) => name.startsWith('.server-'))).toEqual([]);
    await expect(start({ patienceMs: 50 })).rejects.toMatchObject({ code: 'RUN_LOCKED' });
  });

  test('a binary that is something else is shown with what it said', async () => {
    const broken = join(directory, 'broken');
    await writeFile(broken, '#!/bin/sh\necho "cannot work today"\nexit 3\n', { mode: 0o755 });
    await expect(start({ binary: broken })).rejects.toMatchObject({
      code: 'NATS_UNAVAILABLE',
      message: 'nats-server did not start: exit status 3\n  cannot work today',
    });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
