import type { NatsConnection } from '@nats-io/transport-node';

/** Whether a connection to NATS stands now, and how often it had to be made again. For readiness and metrics. */
export interface ConnectionState {
  readonly connected: boolean;
  readonly reconnects: number;
}

/** Follows a connection, which must be open, until it is closed for good. */
export function followConnection(connection: NatsConnection): ConnectionState {
  const state = { connected: true, reconnects: 0 };
  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') state.connected = false;
      if (type === 'reconnect') {
        state.connected = true;
        state.reconnects += 1;
      }
    }
  })().catch(() => undefined);
  void connection.closed().then(() => {
    state.connected = false;
  });
  return state;
}
