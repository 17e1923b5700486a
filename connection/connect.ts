import { connect, type NatsConnection, type TlsOptions } from '@nats-io/transport-node';
import { FanoutError } from '../proto/errors.ts';
import { interrupted, pause, unlessAborted } from '../waiting/interruption.ts';
import { LONG_WAIT_MS, sayWhileWaiting } from '../waiting/long-wait.ts';
import { sayWhileAway } from './connection-state.ts';
import { splitNatsUrl } from './nats-url.ts';
import { readPem } from './pem-file.ts';
import { requirePair } from './tls-files.ts';

/** How to reach NATS. Secrets come from the environment or files, never from the command line. */
export interface NatsAddress {
  /** `nats://host:port`, several separated by commas; `tls://…` for TLS. */
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  /** Paths of PEM files, for TLS and mutual TLS. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/**
 * Reads an address from FANOUT_NATS_* variables; `url` given here wins over FANOUT_NATS_URL. Credentials
 * within the URL count where no variable has any; the address that is returned has none in its URL.
 */
export function natsAddressFromEnvironment(env: NodeJS.ProcessEnv, url?: string): NatsAddress {
  return withoutSecretsInUrl({
    url: url ?? env.FANOUT_NATS_URL ?? 'nats://127.0.0.1:4222',
    user: env.FANOUT_NATS_USER,
    password: env.FANOUT_NATS_PASSWORD,
    token: env.FANOUT_NATS_TOKEN,
    ca: env.FANOUT_NATS_CA,
    cert: env.FANOUT_NATS_CERT,
    key: env.FANOUT_NATS_KEY,
  });
}

/**
 * The same address, with the credentials of its URL in their own fields: no message that shows the URL shows
 * them. Pure.
 */
export function withoutSecretsInUrl(address: NatsAddress): NatsAddress {
  const { url, ...found } = splitNatsUrl(address.url);
  const own = address.user !== undefined || address.token !== undefined;
  return { ...address, ...(own ? {} : found), url };
}

/**
 * How long one attempt may take: also how long a server that takes connections and says nothing can hold up
 * the end.
 */
const ATTEMPT_MS = 5_000;

export interface ConnectOptions {
  /** Names the connection on the server. */
  readonly name: string;
  readonly inboxPrefix?: string;
  /** Milliseconds to wait for the first connection; absent: for ever. */
  readonly patienceMs?: number;
  /** Aborted: wait no longer. */
  readonly signal?: AbortSignal;
  /** Hears what is waited for, and why, when that takes longer than `longWaitMs`: at first, and later. */
  readonly onLongWait?: (text: string) => void;
  /** Default: 20 seconds. */
  readonly longWaitMs?: number;
}

/**
 * Connects, and stays connected: waits for the first connection, then reconnects for ever. Throws USAGE for
 * files of TLS that are missing or cannot be used and for a server without the TLS that was asked for,
 * NATS_UNAVAILABLE, CREDENTIALS_REFUSED, or INTERRUPTED when `signal` was aborted first.
 */
export async function connectNats(given: NatsAddress, options: ConnectOptions): Promise<NatsConnection> {
  const address = withoutSecretsInUrl(given);
  let why = 'no answer yet';
  const { onLongWait, longWaitMs = LONG_WAIT_MS } = options;
  const connecting = tryToConnect(address, options, (error) => {
    why = error.message;
  });
  if (!onLongWait) return connecting;
  const what = (seconds: number) => `waiting for the NATS server at ${address.url} for ${seconds} s: ${why}`;
  const saying = { say: onLongWait, afterMs: longWaitMs };
  const connection = await sayWhileWaiting(connecting, { ...saying, what });
  const away = (seconds: number) =>
    `the NATS server at ${address.url} has been away for ${seconds} s; waiting for it`;
  sayWhileAway(connection, { ...saying, what: away });
  return connection;
}

/** As `connectNats`, for an address without secrets in its URL. */
async function tryToConnect(
  address: NatsAddress,
  options: ConnectOptions,
  onFailure: (error: Error) => void,
): Promise<NatsConnection> {
  const tls = tlsOf(address);
  const deadline = performance.now() + (options.patienceMs ?? Number.POSITIVE_INFINITY);
  for (;;) {
    try {
      const connecting = connect({
        servers: address.url.split(',').map((server) => server.trim()),
        name: options.name,
        timeout: ATTEMPT_MS,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 500,
        // Two missed pings notice a peer that is gone without a word.
        pingInterval: 10_000,
        maxPingOut: 2,
        ...(options.inboxPrefix ? { inboxPrefix: options.inboxPrefix } : {}),
        ...(address.user ? { user: address.user, pass: address.password ?? '' } : {}),
        ...(address.token ? { token: address.token } : {}),
        ...tls,
      });
      return await unlessAborted(connecting, options.signal, (late) => void late.close());
    } catch (error) {
      if (options.signal?.aborted) throw interrupted(options.signal);
      const refusal = refusalOf(error as Error, address);
      if (refusal) throw refusal;
      if (performance.now() >= deadline) {
        const { message } = error as Error;
        throw new FanoutError('NATS_UNAVAILABLE', `no NATS server answers at ${address.url}: ${message}`, {
          hint: 'start it, correct the address, or leave --nats out to let fanout start one',
          cause: error,
        });
      }
      onFailure(error as Error);
      await pause(500, options.signal);
    }
  }
}

/** What another attempt would not change. */
function refusalOf(error: Error, address: NatsAddress): FanoutError | undefined {
  const { url } = address;
  if (/authorization|authentication/i.test(`${error.name} ${error.message}`)) {
    return new FanoutError('CREDENTIALS_REFUSED', `the NATS server at ${url} refused the credentials`, {
      hint: 'set FANOUT_NATS_USER and FANOUT_NATS_PASSWORD, or FANOUT_NATS_TOKEN',
      cause: error,
    });
  }
  const setting = tlsSetting(address);
  if (setting === undefined || !/does not support 'tls'/i.test(error.message)) return undefined;
  return new FanoutError('USAGE', `${setting} asks for TLS, and the NATS server at ${url} offers none`, {
    hint: `correct ${setting}, or let the server offer TLS`,
    cause: error,
  });
}

/**
 * The setting that asks for TLS; undefined where none does. A `tls://` among several servers asks for TLS to
 * each of them.
 */
function tlsSetting({ url, ca, cert }: NatsAddress): string | undefined {
  if (/(^|,)\s*tls:\/\//i.test(url)) return 'tls:// in FANOUT_NATS_URL (or --nats)';
  if (ca) return 'FANOUT_NATS_CA';
  return cert ? 'FANOUT_NATS_CERT' : undefined;
}

/**
 * With options, even empty ones, the client refuses a server that offers no TLS; without, it takes either.
 * Throws USAGE.
 */
function tlsOf(address: NatsAddress): { tls?: TlsOptions } {
  requirePair(address, { cert: 'FANOUT_NATS_CERT', key: 'FANOUT_NATS_KEY' });
  if (tlsSetting(address) === undefined) return {};
  const read = (setting: string, path: string | undefined) =>
    path ? readPem({ setting, path }).toString() : undefined;
  const ca = read('FANOUT_NATS_CA', address.ca);
  const cert = read('FANOUT_NATS_CERT', address.cert);
  const key = read('FANOUT_NATS_KEY', address.key);
  return { tls: { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) } };
}
