import { connect, type NatsConnection } from '@nats-io/transport-node';

const PATIENCE_MS = 2_000;
/** What it says of a stream, or of JetStream as a whole, that stores nothing any more. */
const STORES_NOTHING =
  /write error|no space|space left|quota|file too large|input\/output|read-only|permission|not enabled|disabled/i;

/**
 * What nats-server answers: https://docs.nats.io/running-a-nats-service/nats_admin/monitoring#health-healthz
 */
interface Healthz {
  readonly data?: { readonly status?: string; readonly error?: string };
}

/** Asks a server how it is, as a user of its system account. */
export interface HealthCheck {
  /** Why it does not store, in its own words; undefined when it stores, or does not answer. */
  ask(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Prepares to ask; connects when it is first asked. */
export function healthCheck(
  url: string,
  user: { readonly user: string; readonly pass: string },
): HealthCheck {
  let connection: Promise<NatsConnection> | undefined;
  const connected = () => {
    connection ??= connect({ servers: url, ...user, name: 'fanout-storage', reconnect: false });
    return connection;
  };
  const forget = async () => {
    const forgotten = connection;
    connection = undefined;
    await (await forgotten?.catch(() => undefined))?.close();
  };
  return {
    async ask() {
      try {
        const answer = await (await connected()).request('$SYS.REQ.SERVER.PING.HEALTHZ', undefined, {
          timeout: PATIENCE_MS,
        });
        const { data } = answer.json<Healthz>();
        const { status, error = '' } = data ?? {};
        return status !== 'ok' && STORES_NOTHING.test(error) ? error : undefined;
      } catch {
        await forget();
        return undefined;
      }
    },
    close: forget,
  };
}
