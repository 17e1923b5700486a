/**
 * What a coordinator has of NATS: a connection that is followed, a client whose writes are watched, queue and
 * store.
 */
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectNats, type NatsAddress } from '../../connection/connect.ts';
import { type ConnectionState, followConnection } from '../../connection/connection-state.ts';
import { ensurePackStream, openJetStream } from '../queue/stream.ts';
import { openRunStore, type RunStore } from '../run/store.ts';
import { watchedClient } from './client.ts';
import { asOpeningError } from './refusal.ts';
import { type StorageChange, StorageWatch } from './watch.ts';

export interface NatsOptions {
  readonly nats: NatsAddress;
  /** Milliseconds to wait for NATS at first; absent: for ever. */
  readonly patienceMs?: number;
  /** Copies that NATS keeps of queue and ledger: 1, or 3 in a cluster. */
  readonly replicas?: number;
  /** Aborted: wait no longer for NATS, or for another coordinator to go. */
  readonly signal?: AbortSignal;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
  /** Hears that NATS stores nothing, and that it stores again. */
  readonly onStorage?: (change: StorageChange) => void;
}

export interface OpenNats {
  readonly connection: NatsConnection;
  readonly state: ConnectionState;
  readonly storage: StorageWatch;
  /** For everything that is written. */
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly store: RunStore;
}

/**
 * Connects to NATS, and makes there what is missing. `onChange`: the connection went, or is back. Throws
 * NATS_UNSUITABLE, NATS_UNAVAILABLE where it does not store, UNAVAILABLE, or INTERRUPTED when told to stop
 * before NATS answers.
 */
export async function openNats(options: NatsOptions, onChange: () => void): Promise<OpenNats> {
  const { log, patienceMs, replicas = 1, signal } = options;
  const connection = await connectNats(options.nats, {
    name: 'fanout-coordinator',
    onLongWait: log,
    ...(patienceMs === undefined ? {} : { patienceMs }),
    ...(signal ? { signal } : {}),
  });
  try {
    const state = followConnection(connection, onChange);
    const storage = new StorageWatch({
      connected: () => state.connected,
      log,
      ...(options.onStorage ? { onChange: options.onStorage } : {}),
    });
    const client = watchedClient(connection, storage);
    const manager = await openJetStream(connection);
    await ensurePackStream(manager, replicas);
    const store = await openRunStore(client, replicas);
    return { connection, state, storage, client, manager, store };
  } catch (error) {
    await connection.close();
    throw asOpeningError(error);
  }
}
