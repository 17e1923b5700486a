/**
 * A worker, as a table of contents: open the trainer → connect → claim a pack → work on it → the next, until
 * it is told to stop.
 */
import { setTimeout } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectNats, type NatsAddress } from '../connection/connect.ts';
import { followConnection } from '../connection/connection-state.ts';
import { LEASE_MS, RENEWALS_PER_LEASE, workerInbox } from '../proto/queue.ts';
import { toWorkerState, type WorkerStateName } from '../proto/worker-state.ts';
import { claims } from './claims.ts';
import { type CoordinatorAddress, connectCoordinator } from './coordinator-client.ts';
import { Heartbeats } from './heartbeats.ts';
import { Lease } from './lease.ts';
import type { WorkerMetrics } from './metrics/metrics.ts';
import { workerName } from './name.ts';
import { workOn } from './pack-work.ts';
import type { Trainer } from './trainers/trainer.ts';
import type { Workbench } from './workbench.ts';

export interface WorkerOptions {
  readonly run: string;
  readonly nats: NatsAddress;
  readonly coordinator: CoordinatorAddress;
  /** Opens what trains: called once, before anything is claimed. */
  readonly openTrainer: () => Promise<Trainer>;
  readonly leaseMs?: number;
  readonly metrics: WorkerMetrics;
  /** Aborted: hand back what is held, and end. */
  readonly signal: AbortSignal;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
}

/** How long a server that is away is waited for at the end. */
const FLUSH_MS = 2_000;
const HEARTBEAT_MS = 10_000;
/** Renewals granted without progress: loading a dataset or building a graph. */
const PATIENCE = 8;

/**
 * Works until `signal` is aborted. Throws when it cannot begin (BACKEND_UNAVAILABLE, …) or go on
 * (DATASET_MISSING, CREDENTIALS_REFUSED, …: what a person has to mend), when it was told to stop before NATS
 * was there (INTERRUPTED), or when NATS is closed for good.
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { signal, log, metrics } = options;
  const trainer = await options.openTrainer();
  metrics.trainerOpened(trainer);
  const { text: backend } = trainer.description;
  const worker = { worker: workerName(options.coordinator.identity?.worker), backend };
  const coordinator = connectCoordinator(options.coordinator, signal, log);
  const connection = await connectNats(options.nats, {
    name: worker.worker,
    inboxPrefix: workerInbox(options.nats.user),
    signal,
    onLongWait: log,
  }).catch(async (error) => {
    coordinator.close();
    await trainer.close();
    throw error;
  });
  metrics.connected(followConnection(connection));
  let state: WorkerStateName = 'starting';
  const heartbeats = new Heartbeats(() =>
    coordinator.heartbeat({
      worker,
      state: toWorkerState(state),
      memoryBytes: process.memoryUsage.rss(),
      tensors: trainer.held().tensors,
      engine: backend,
    }),
  );
  const become = (next: WorkerStateName) => {
    // Once told to stop it only drains, whatever it still has to finish.
    state = signal.aborted ? 'draining' : next;
    metrics.becomes(state);
    heartbeats.changed();
  };
  const drain = () => {
    become('draining');
    heartbeats.now();
  };
  const heart = setInterval(() => heartbeats.now(), HEARTBEAT_MS);
  const bench: Workbench = { coordinator, trainer, worker, signal, log, metrics, onState: become };
  log('worker is ready', { worker: worker.worker, engine: backend });
  signal.addEventListener('abort', drain, { once: true });
  become('idle');
  try {
    const leaseMs = options.leaseMs ?? LEASE_MS;
    for await (const message of claims(connection, options)) {
      await workOn(bench, message, new Lease(message, leaseMs / RENEWALS_PER_LEASE, PATIENCE));
    }
  } finally {
    signal.removeEventListener('abort', drain);
    clearInterval(heart);
    heartbeats.end();
    coordinator.close();
    await flushAndClose(connection);
    await trainer.close();
  }
}

/** Closes after what was said has been sent: a message handed back in the last moment must not get lost. */
async function flushAndClose(connection: NatsConnection): Promise<void> {
  const patience = new AbortController();
  await Promise.race([
    connection.flush().catch(() => undefined),
    setTimeout(FLUSH_MS, undefined, { signal: patience.signal }).catch(() => undefined),
  ]);
  patience.abort();
  await connection.close();
}
