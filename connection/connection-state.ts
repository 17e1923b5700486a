import type { NatsConnection } from '@nats-io/transport-node';
import { type Saying, startSaying } from '../waiting/long-wait.ts';

/**
 * Whether a connection to NATS stands now, and how often it had to be made again. For readiness and metrics.
 */
export interface ConnectionState {
  readonly connected: boolean;
  readonly reconnects: number;
}

/** Follows a connection, which must be open, until it is closed for good. `onChange`: it went, or is back. */
export function followConnection(
  connection: NatsConnection,
  onChange: (connected: boolean) => void = () => undefined,
): ConnectionState {
  const state = { connected: true, reconnects: 0 };
  const become = (connected: boolean) => {
    if (state.connected === connected) return;
    state.connected = connected;
    onChange(connected);
  };
  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') become(false);
      if (type === 'reconnect') {
        state.reconnects += 1;
        become(true);
      }
    }
  })().catch(() => undefined);
  void connection.closed().then(() => become(false));
  return state;
}

/**
 * Says what is waited for whenever a connection has been away for long, until it is back or closed for good.
 */
export function sayWhileAway(connection: NatsConnection, saying: Saying): void {
  let stop: () => void = () => undefined;
  followConnection(connection, (connected) => {
    stop();
    if (!connected && !connection.isClosed()) stop = startSaying(saying);
  });
  void connection.closed().then(() => stop());
}
