/**
 * A worker, as a table of contents: open the trainer → connect → claim a pack → work on it → the next, until
 * it is told to stop.
 */
import { setTimeout } from 'node:timers/promises';
import { type Consumer, type ConsumerInfo, type JsMsg, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectNats, type NatsAddress } from '../proto/connect.ts';
import { followConnection } from '../proto/connection-state.ts';
import { FanoutError } from '../proto/errors.ts';
import { unlessAborted } from '../proto/interruption.ts';
import { consumerName, LEASE_MS, PACK_STREAM, RENEWALS_PER_LEASE, workerInbox } from '../proto/queue.ts';
import { toWorkerState, type WorkerStateName } from '../proto/worker-state.ts';
import { type CoordinatorAddress, connectCoordinator } from './coordinator-client.ts';
import { Lease } from './lease.ts';
import type { WorkerMetrics } from './metrics/metrics.ts';
import { workerName } from './name.ts';
import { type Workbench, workOn } from './pack-work.ts';
import type { Trainer } from './trainers/trainer.ts';

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
/**
 * How long one request for a pack waits at the server; also how long an idle worker takes to notice that it
 * shall stop.
 */
const CLAIM_MS = 2_000;
/**
 * `bind`: ask for packs and for nothing else, also after a reconnection. A worker may not look at the
 * consumer.
 */
const ASKING = { expires: CLAIM_MS, bind: true };
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
  const beat = () =>
    coordinator.heartbeat({
      worker,
      state: toWorkerState(state),
      memoryBytes: process.memoryUsage.rss(),
      tensors: trainer.held().tensors,
      engine: backend,
    });
  const become = (next: WorkerStateName) => {
    // Once told to stop it only drains, whatever it still has to finish.
    state = signal.aborted ? 'draining' : next;
    metrics.becomes(state);
    beat();
  };
  const drain = () => become('draining');
  const heart = setInterval(beat, HEARTBEAT_MS);
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

/** How long the answer to the last request is waited for once the worker is told to stop. */
const LAST_ANSWER_MS = 3_000;

/** Packs one at a time, as they are asked for: what is not asked for stays free for others. */
async function* claims(
  connection: NatsConnection,
  { run, signal, log }: WorkerOptions,
): AsyncGenerator<JsMsg> {
  let closed = false;
  void connection.closed().then(() => (closed = true));
  const consumer = consumerOf(connection, run);
  // Without NATS a request is never answered, nor ever given up by the client: it must not keep a process
  // that is told to stop.
  const late = new AbortController();
  const giveUp = () => void setTimeout(LAST_ANSWER_MS, undefined, { ref: false }).then(() => late.abort());
  signal.addEventListener('abort', giveUp, { once: true });
  while (!signal.aborted) {
    if (closed)
      throw new FanoutError('NATS_UNAVAILABLE', 'the connection to NATS is closed for good', {
        hint: 'see that NATS runs and takes these credentials, and start the worker again; a pod is started by itself',
      });
    try {
      const message = await unlessAborted(consumer.next(ASKING), late.signal, (next) => next?.nak());
      // Also one that comes in the moment of being stopped: handed back through the coordinator, it counts as
      // no attempt.
      if (message) yield message;
    } catch (error) {
      if (signal.aborted) return;
      // NATS away, or the run's consumer not there yet: nothing is lost by asking again.
      log('no pack to be had; will ask again', { error: (error as Error).message });
      await setTimeout(1_000, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The consumer of a run, by its name alone: that is all that asking for a pack takes. */
function consumerOf(connection: NatsConnection, run: string): Consumer {
  const known: Pick<ConsumerInfo, 'stream_name' | 'name'> & { readonly config: object } = {
    stream_name: PACK_STREAM,
    name: consumerName(run),
    config: {},
  };
  return jetstream(connection).consumers.getConsumerFromInfo(known as ConsumerInfo);
}
