/**
 * The embedded nats-server: users with random passwords, a watch over its storage, and an end that cannot be
 * missed.
 */
import { randomBytes } from 'node:crypto';
import { keepStoring, type StorageReport } from './keep-storing.ts';
import { launch } from './launch.ts';

/** A server whose parent was killed gets the grace, then is killed. */
const PREVIOUS_MS = 10_000;

export interface StartOptions {
  /** Path of nats-server. */
  readonly binary: string;
  /** Where the log goes, as `nats-server.log`. */
  readonly directory: string;
  /** Where JetStream stores, and where the settings (mode 0600) are while it runs. One server at a time. */
  readonly storeDirectory: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Users for so many workers, each with an inbox that no other can read; default: 1. */
  readonly workers?: number;
  /** The only run that workers may take packs of; default: any. */
  readonly run?: string;
  /** How long an earlier server of this storage may take to end, in milliseconds; default: 10 s. */
  readonly patienceMs?: number;
  /** Hears that the server cannot store any more, and that it can again. */
  readonly onStorage?: (report: StorageReport) => void;
}

export interface Credentials {
  readonly user: string;
  readonly pass: string;
}

/** A nats-server that this process has started, and that ends with it. */
export interface NatsServer {
  /** `nats://127.0.0.1:port`. It stays when the server is started again. */
  readonly url: string;
  readonly coordinator: Credentials;
  readonly workers: readonly Credentials[];
  /** The first of them. */
  readonly worker: Credentials;
  /** Of the process that serves now. */
  readonly pid: number;
  /**
   * Resolves when it has ended by itself, with how: "exit status 1"; or when it was stopped. Never rejects.
   */
  readonly exited: Promise<string>;
  /** Ends it: SIGTERM, then SIGKILL after 5 s. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts nats-server on 127.0.0.1 with JetStream and a user for the coordinator and for each worker, and
 * waits until it answers. When its storage was full it is started again, at the same port, as soon as there
 * is room. Throws NATS_UNAVAILABLE, OUTPUT_UNWRITABLE, PORT_IN_USE or RUN_LOCKED.
 */
export async function startNatsServer(options: StartOptions): Promise<NatsServer> {
  const { patienceMs = PREVIOUS_MS, run } = options;
  const coordinator = login('coordinator');
  const system = login('system');
  const workers = Array.from({ length: options.workers ?? 1 }, (_, index) => login(`worker-${index + 1}`));
  const logins = {
    coordinator,
    system,
    workers: workers.map((worker) => ({ ...worker, ...(run === undefined ? {} : { run }) })),
  };
  const start = (port: number) => launch({ ...options, patienceMs, logins, port });
  const first = await start(options.port ?? -1);
  const port = Number(new URL(first.url).port);
  const kept = keepStoring(first, {
    start: () => start(port),
    storeDirectory: options.storeDirectory,
    system,
    ...(options.onStorage ? { onReport: options.onStorage } : {}),
  });
  return {
    url: first.url,
    coordinator,
    workers,
    worker: workers[0]!,
    get pid() {
      return kept.pid;
    },
    exited: kept.exited,
    stop: () => kept.stop(),
  };
}

function login(user: string): Credentials {
  return { user, pass: randomBytes(24).toString('base64url') };
}
