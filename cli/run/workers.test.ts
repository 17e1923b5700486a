/** Worker processes as a local run starts them. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startWorkers, type WorkerPool } from './workers.ts';

let logs: string;
let nats: Server;
let pool: WorkerPool | undefined;
const sockets = new Set<Socket>();

beforeEach(async () => {
  logs = mkdtempSync(join(tmpdir(), 'fanout-workers-'));
  // They are run from their sources, which vitest's own flags do not do for other processes.
  vi.stubEnv('NODE_OPTIONS', '--import tsx');
  // Takes the call and says nothing: a worker that calls has opened its port, if it has one, before.
  nats = createServer((socket) => {
    socket.on('error', () => undefined);
    sockets.add(socket);
  });
  await once(nats.listen(0, '127.0.0.1'), 'listening');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await pool?.stop(10_000);
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  nats.close();
  rmSync(logs, { recursive: true, force: true });
});

const portOf = (server: Server) => (server.address() as { port: number }).port;
/** Starts two workers; settles when both have called NATS. Rejects with why they cannot work. */
async function start(metrics: boolean): Promise<WorkerPool> {
  const started = startWorkers({
    count: 2,
    run: 'r',
    trainer: 'network',
    backend: 'wasm',
    threads: 1,
    logs,
    environment: () => ({ FANOUT_NATS_URL: `nats://127.0.0.1:${portOf(nats)}` }),
    metrics,
    onLost: () => undefined,
  });
  pool = started;
  const called = new Promise<void>((resolve) => nats.on('connection', () => sockets.size >= 2 && resolve()));
  await Promise.race([called, started.broken]);
  return started;
}

it('are started again when they are killed', async () => {
  const started = await start(false);
  const before = started.pids();
  const called = new Promise<void>((resolve) => nats.once('connection', () => resolve()));
  process.kill(before[0]!, 'SIGKILL');
  await Promise.race([called, started.broken]);
  const after = started.pids();
  expect(after).toHaveLength(2);
  expect(after).toContain(before[1]);
  expect(after).not.toContain(before[0]);
});

it('serve no metrics unless they are asked for, whatever port the environment names', async () => {
  // Taken: a worker that went by it would end with PORT_IN_USE.
  vi.stubEnv('FANOUT_METRICS_PORT', String(portOf(nats)));
  expect((await start(false)).targets()).toEqual([]);
});

it('go by no setting of TLS for a coordinator elsewhere', async () => {
  vi.stubEnv('FANOUT_TLS_CERT', 'no-such.pem');
  vi.stubEnv('FANOUT_TLS_CA', 'no-such.pem');
  await start(false);
});

it('serve metrics each on a free port of its own, whatever port the environment names', async () => {
  vi.stubEnv('FANOUT_METRICS_PORT', String(portOf(nats)));
  const { targets: told } = await start(true);
  // What a worker tells comes by another way than its call, and may come after it.
  await expect.poll(() => told().length).toBe(2);
  const targets = told();
  expect(targets.map(({ instance }) => instance).sort()).toEqual(['worker-1', 'worker-2']);
  const ports = targets.map(({ address }) => address);
  expect(new Set(ports).size).toBe(2);
  expect(ports.join()).not.toContain(`:${portOf(nats)}`);
  const served = await Promise.all(
    ports.map(async (address) => (await fetch(`http://${address}/healthz`)).status),
  );
  expect(served).toEqual([200, 200]);
});
