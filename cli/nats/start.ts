/** The embedded nats-server: settings, start, wait until it answers, and an end that cannot be missed. */
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FanoutError } from '../../proto/errors.ts';
import { type NatsUser, natsConfig, WORKER_PERMISSIONS } from './config.ts';
import { startFailure } from './failure.ts';
import { type Listening, listening, previousServerGone } from './listening.ts';
import { supervise } from './supervisor.ts';

/** Directories of one start, below the storage directory. */
const START_PREFIX = '.server-';
const START_MS = 20_000;
const GRACE_SECONDS = 5;
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
  /** What a worker may publish and subscribe to; default: `WORKER_PERMISSIONS`. */
  readonly workerPermissions?: NonNullable<NatsUser['permissions']>;
  /** How long an earlier server of this storage may take to end, in milliseconds; default: 10 s. */
  readonly patienceMs?: number;
}

/** A nats-server that this process has started, and that ends with it. */
export interface NatsServer {
  /** `nats://127.0.0.1:port`. */
  readonly url: string;
  readonly coordinator: { readonly user: string; readonly pass: string };
  readonly worker: { readonly user: string; readonly pass: string };
  readonly pid: number;
  /** Resolves when it has ended, with how: "exit status 1". Never rejects. */
  readonly exited: Promise<string>;
  /** Ends it: SIGTERM, then SIGKILL after 5 s. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts nats-server on 127.0.0.1 with JetStream and two users with random passwords, and waits until it answers.
 * Throws NATS_UNAVAILABLE, OUTPUT_UNWRITABLE, PORT_IN_USE or RUN_LOCKED.
 */
export async function startNatsServer(options: StartOptions): Promise<NatsServer> {
  const log = join(options.directory, 'nats-server.log');
  const places = { port: options.port ?? -1, storeDirectory: options.storeDirectory, log };
  const { scratch, output } = await writable(options, log);
  const coordinator = { user: 'coordinator', pass: secret() };
  const worker = { user: 'worker', pass: secret() };
  const config = join(scratch, 'nats.conf');
  const users = [coordinator, { ...worker, permissions: options.workerPermissions ?? WORKER_PERMISSIONS }];
  const text = natsConfig({ ...places, portsDirectory: scratch, users });
  await writeFile(config, text, { mode: 0o600 });
  const before = fstatSync(output).size;
  const server = supervise([options.binary, '-c', config], { output, graceSeconds: GRACE_SECONDS });
  closeSync(output);
  const stop = async () => {
    server.end();
    await server.exited;
    await rm(scratch, { recursive: true, force: true });
  };
  let address: Listening | undefined;
  try {
    address = await Promise.race([
      listening(scratch, AbortSignal.timeout(START_MS)),
      server.exited.then((how) => fail(how)),
    ]);
  } catch (error) {
    await stop();
    throw startFailure((error as Error).message, await loggedSince(before, log), places);
  }
  return { url: address.url, pid: address.pid, coordinator, worker, exited: server.exited, stop };
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}

function fail(how: string): never {
  throw new Error(how);
}

/** Makes what the server needs to write to, once no earlier server writes there any more. */
async function writable(
  { storeDirectory, patienceMs = PREVIOUS_MS }: StartOptions,
  log: string,
): Promise<{ scratch: string; output: number }> {
  try {
    await mkdir(storeDirectory, { recursive: true, mode: 0o700 });
    await previousServerGone(storeDirectory, START_PREFIX, patienceMs);
    return {
      scratch: await mkdtemp(join(storeDirectory, START_PREFIX)),
      output: openSync(log, 'a', 0o600),
    };
  } catch (error) {
    if (error instanceof FanoutError) throw error;
    const { code, path } = error as NodeJS.ErrnoException;
    throw new FanoutError('OUTPUT_UNWRITABLE', `cannot write ${path ?? storeDirectory}: ${code ?? error}`, {
      hint: 'choose another directory with --out',
      cause: error,
    });
  }
}

/** What was logged after the first `before` bytes: the log is appended to, start by start. */
async function loggedSince(before: number, log: string): Promise<string> {
  const bytes = await readFile(log).catch(() => Buffer.alloc(0));
  return bytes.subarray(before).toString();
}
