/**
 * The NATS server of an installation on a volume that is full for a while: what its probes say, and what a
 * restart does.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { V1Probe, V1StatefulSet } from '@kubernetes/client-node';
import { AckPolicy, JetStreamApiError, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { connect } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { findNatsServer } from '../cli/nats/find.ts';
import { newAuthority, newServerCertificate } from '../operator/certificates/certificate.ts';
import { freePorts } from '../test/support/free-ports.ts';
import { type SmallDisk, smallDisk } from '../test/support/small-disk.ts';
import { natsConfiguration } from './nats.ts';

const binary = await findNatsServer().then(
  ({ path }) => path,
  () => undefined,
);
const overlay = readFileSync(new URL('overlays/local-nats/nats.yaml', import.meta.url), 'utf8');
const set = parseAllDocuments(overlay)[0]!.toJS() as V1StatefulSet;
const container = set.spec!.template.spec!.containers[0]!;

let directory: string;
let disk: SmallDisk | undefined;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fanout-volume-'));
  disk = binary === undefined ? undefined : await smallDisk(join(directory, 'data'), 16);
});
beforeEach(({ skip }) => skip(disk === undefined, 'no nats-server, or no tmpfs can be mounted here'));
afterAll(async () => {
  await disk?.remove();
  await rm(directory, { recursive: true });
});

/** What a probe asks the server's monitoring port, from within its container. */
const pathOf = (probe: V1Probe | undefined) => {
  const { pathname, search } = new URL(probe!.exec!.command!.at(-1)!);
  return `${pathname}${search}`;
};

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** The server as its pod has it, on other ports and another volume; `limit`: its STORE_LIMIT. */
async function pod(limit: string) {
  const [port, http] = await freePorts(2);
  const { data } = natsConfiguration() as { data: { 'nats.conf': string } };
  const text = data['nats.conf']
    .replace('port: 4222', `listen: "127.0.0.1:${port}"`)
    .replace('127.0.0.1:8222', `127.0.0.1:${http}`)
    .replaceAll('/certificates', directory)
    .replace('"/data"', JSON.stringify(join(directory, 'data')));
  await writeFile(join(directory, 'nats.conf'), text);
  const authority = { ...newAuthority('test'), name: 'test' };
  const { certificate, key } = newServerCertificate(['localhost'], authority);
  await writeFile(join(directory, 'tls.crt'), certificate);
  await writeFile(join(directory, 'tls.key'), key);
  const passwords = { COORDINATOR_PASSWORD: 'a', WORKER_PASSWORD: 'b' };
  const env = { ...process.env, ...passwords, STORE_LIMIT: limit };
  const probe = async (path: string, host = '127.0.0.1') => {
    const answer = await fetch(`http://${host}:${http}${path}`).catch(() => undefined);
    return answer && ([answer.status, await answer.text()] as const);
  };
  let server: ChildProcess;
  const start = async () => {
    server = spawn(binary!, ['--config', join(directory, 'nats.conf')], { env, stdio: 'ignore' });
    await expect.poll(() => probe(pathOf(container.startupProbe)), { timeout: 10_000 }).toBeDefined();
  };
  const stop = async () => {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  };
  await start();
  const connection = await connect({
    servers: `tls://localhost:${port}`,
    tls: { ca: authority.certificate },
    user: 'coordinator',
    pass: 'a',
    // Its monitoring port answers before this one.
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 50,
  });
  ends.push(async () => {
    await connection.close();
    await stop();
  });
  return {
    connection,
    alive: () => probe(pathOf(container.livenessProbe)),
    ready: () => probe(pathOf(container.readinessProbe)),
    probe,
    /** As the kubelet does when the liveness probe has failed. */
    async restart() {
      await stop();
      await start();
      await expect
        .poll(() => connection.rtt().catch(() => -1), { timeout: 10_000 })
        .toBeGreaterThanOrEqual(0);
    },
  };
}

const WRITE_ERROR = [503, expect.stringMatching(/write error.*no space left on device/)];
const LARGE = 'x'.repeat(10_000);

it('the liveness probe fails while a write error stands, so that a restart with room ends it', async () => {
  const nats = await pod('4GB');
  const kv = await new Kvm(jetstream(nats.connection, { timeout: 500 })).create('outcomes', { history: 1 });
  const manager = await jetstreamManager(nats.connection);
  await manager.streams.add({ name: 'PACKS', subjects: ['packs.>'] });
  await manager.consumers.add('PACKS', { durable_name: 'run', ack_policy: AckPolicy.Explicit });
  await kv.create('early', 'kept');
  await disk!.fill();
  await expect(kv.put('lost', LARGE)).rejects.toThrow('timeout');
  expect(await nats.alive()).toEqual(WRITE_ERROR);
  // Nobody is cut off, and what is there can be read.
  expect((await nats.ready())?.[0]).toBe(200);
  expect((await kv.get('early'))?.string()).toBe('kept');
  // JetStream counts as enabled all the while: the probe of earlier versions never failed.
  expect((await nats.probe('/healthz?js-enabled-only=true'))?.[0]).toBe(200);

  // Started again while there is no room it finds that out anew.
  await nats.restart();
  await expect(kv.put('lost', LARGE)).rejects.toThrow();
  expect(await nats.alive()).toEqual(WRITE_ERROR);

  // Room alone does not help; room and a restart do.
  await disk!.free();
  await expect(kv.put('lost', LARGE)).rejects.toThrow('timeout');
  expect(await nats.alive()).toEqual(WRITE_ERROR);
  await nats.restart();
  expect(await kv.put('late', LARGE)).toBeGreaterThan(0);
  expect((await nats.alive())?.[0]).toBe(200);
  expect((await kv.get('early'))?.string()).toBe('kept');
  expect((await manager.consumers.info('PACKS', 'run')).name).toBe('run');
}, 60_000);

it('is spoken to over TLS alone', async () => {
  const nats = await pod('4GB');
  const { host, port } = new URL(`http://${nats.connection.getServer()}`);
  expect(port).not.toBe('');
  const plain = { servers: `nats://${host}`, user: 'coordinator', pass: 'a', reconnect: false };
  await expect(connect(plain)).rejects.toThrow();
}, 60_000);

it('tells of itself to who is in its pod, and to nobody else', async () => {
  const nats = await pod('4GB');
  expect((await nats.probe('/varz'))?.[0]).toBe(200);
  // Another address of this machine.
  expect(await nats.probe('/varz', '127.0.0.2')).toBeUndefined();
  expect(container.ports!.map(({ containerPort }) => containerPort)).toEqual([4222]);
}, 60_000);

it('at STORE_LIMIT writes are refused, and taken again once something was deleted, without a restart', async () => {
  const nats = await pod('1MB');
  const kvm = new Kvm(jetstream(nats.connection, { timeout: 2_000 }));
  const [finished, running] = [await kvm.create('finished'), await kvm.create('running')];
  const fill = async () => {
    for (let index = 0; index < 200; index++) await finished.put(`k${index}`, LARGE);
  };
  const refused = await fill().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(JetStreamApiError);
  expect((refused as JetStreamApiError).code).toBe(10_023);
  // Also after a restart: what was stored before counts.
  await nats.restart();
  await expect(running.put('key', LARGE)).rejects.toThrow('insufficient resources');
  expect((await nats.alive())?.[0]).toBe(200);
  await finished.destroy();
  expect(await running.put('key', LARGE)).toBeGreaterThan(0);
}, 60_000);

it('STORE_LIMIT leaves a fifth of the volume for what NATS keeps beside messages', () => {
  const limit = container.env!.find(({ name }) => name === 'STORE_LIMIT')?.value;
  const volume = set.spec!.volumeClaimTemplates![0]!.spec!.resources!.requests!.storage;
  expect([limit, volume]).toEqual(['4GB', '5Gi']);
});
