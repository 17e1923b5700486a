/**
 * Three nats-servers that keep copies of everything, on loopback, of which a test may lose one with all that
 * it stored.
 */
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { vi } from 'vitest';
import { accountConfig } from '../../cli/nats/accounts.ts';
import { findNatsServer } from '../../cli/nats/find.ts';
import { listening } from '../../cli/nats/listening.ts';
import { type Supervised, supervise } from '../../cli/nats/supervisor.ts';
import { connectNats, type NatsAddress } from '../../connection/connect.ts';
import { coordinatorAddress, type TestNats } from './cluster.ts';
import { freePorts } from './free-ports.ts';

const SERVERS = [0, 1, 2] as const;
export type Server = (typeof SERVERS)[number];

/** As a coordinator calls it. */
export const REPLICAS = SERVERS.length;

export interface NatsCluster extends TestNats {
  /** Kills a server with SIGKILL, and deletes what it stored. */
  lose(server: Server): Promise<void>;
  /** Starts one again that was lost: it has to catch up with the others. */
  start(server: Server): Promise<void>;
  stop(): Promise<void>;
}

const USERS = {
  coordinator: { user: 'coordinator', pass: 'of-a-test' },
  worker: { user: 'worker', pass: 'of-a-test-too' },
};

interface Process {
  readonly supervised: Supervised;
  readonly pid: number;
}

/** Starts them and waits until they have agreed on who leads. */
export async function startNatsCluster(): Promise<NatsCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'fanout-nats-cluster-'));
  const { path: binary } = await findNatsServer();
  const ports = await freePorts(2 * SERVERS.length);
  const clientPorts = ports.slice(0, SERVERS.length);
  const routePorts = ports.slice(SERVERS.length);
  const processes = new Map<Server, Process>();

  const start = async (server: Server) => {
    const home = join(directory, `server-${server}`);
    await mkdir(home);
    const config = join(home, 'nats.conf');
    await writeFile(
      config,
      `server_name: server-${server}
listen: 127.0.0.1:${clientPorts[server]}
ports_file_dir: ${JSON.stringify(home)}
${accountConfig({ coordinator: USERS.coordinator, workers: [USERS.worker] })}jetstream { store_dir: ${JSON.stringify(join(home, 'store'))}, sync_interval: always }
cluster {
  name: of-a-test
  listen: 127.0.0.1:${routePorts[server]}
  routes: ${JSON.stringify(routePorts.map((port) => `nats-route://127.0.0.1:${port}`))}
}
`,
    );
    const output = openSync(join(home, 'log'), 'a');
    const supervised = supervise([binary, '-c', config], { output, graceSeconds: 5 });
    closeSync(output);
    const { pid } = await listening(home, AbortSignal.timeout(20_000));
    processes.set(server, { supervised, pid });
  };
  const lose = async (server: Server) => {
    const { pid, supervised } = processes.get(server)!;
    processes.delete(server);
    process.kill(pid, 'SIGKILL');
    await supervised.exited;
    await rm(join(directory, `server-${server}`), { recursive: true });
  };
  const stop = async () => {
    for (const { supervised } of processes.values()) supervised.end();
    for (const { supervised } of processes.values()) await supervised.exited;
    await rm(directory, { recursive: true });
  };
  const url = clientPorts.map((port) => `nats://127.0.0.1:${port}`).join(',');
  try {
    await Promise.all(SERVERS.map(start));
    await agreed(coordinatorAddress({ url, ...USERS }));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, ...USERS, lose, start, stop };
}

async function agreed(address: NatsAddress): Promise<void> {
  const connection = await connectNats(address, { name: 'test', patienceMs: 20_000 });
  try {
    const manager = await jetstreamManager(connection, { checkAPI: false });
    await vi.waitFor(() => manager.getAccountInfo(), { timeout: 30_000, interval: 100 });
  } finally {
    await connection.close();
  }
}
