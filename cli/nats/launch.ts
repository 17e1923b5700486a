/**
 * One process of nats-server: its settings in a file that only its owner reads, its log, its start and its
 * end.
 */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../../datasets/make-directory.ts';
import { whyUnwritten } from '../../datasets/why-unwritten.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { Logins } from './accounts.ts';
import { loopback, natsConfig } from './config.ts';
import { startFailure } from './failure.ts';
import { type Listening, listening, previousServerGone } from './listening.ts';
import { adoptStreams } from './stored-streams.ts';
import { supervise } from './supervisor.ts';

/** Directories of one start, below the storage directory. */
const START_PREFIX = '.server-';
const START_MS = 20_000;
const GRACE_SECONDS = 5;
/** More than any disk has, in bytes: the disk itself is the limit. */
const ALL_OF_THE_DISK = 2 ** 50;

export interface LaunchOptions {
  readonly binary: string;
  /** Where the log goes, as `nats-server.log`. */
  readonly directory: string;
  readonly storeDirectory: string;
  /** 0 … 65535, or −1 for a free one. */
  readonly port: number;
  readonly logins: Logins;
  /** How long an earlier server of this storage may take to end, in milliseconds. */
  readonly patienceMs: number;
}

/** A process of nats-server that answers. */
export interface Launched extends Listening {
  /** Resolves when it has ended, with how: "exit status 1". Never rejects. */
  readonly exited: Promise<string>;
  /** Ends it: SIGTERM, then SIGKILL after 5 s. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts one and waits until it answers. Throws NATS_UNAVAILABLE, OUTPUT_UNWRITABLE, PORT_IN_USE or
 * RUN_LOCKED.
 */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const { binary, port, storeDirectory, logins } = options;
  const log = join(options.directory, 'nats-server.log');
  const { scratch, config, output } = await writable(options, log, (portsDirectory) =>
    natsConfig({
      listen: loopback({ port, portsDirectory }),
      storeDirectory,
      mostStored: ALL_OF_THE_DISK,
      logins,
    }),
  );
  const before = fstatSync(output).size;
  const server = supervise([binary, '-c', config], { output, graceSeconds: GRACE_SECONDS });
  closeSync(output);
  const stop = async () => {
    server.end();
    await server.exited;
    await rm(scratch, { recursive: true, force: true });
  };
  try {
    const address = await Promise.race([
      listening(scratch, AbortSignal.timeout(START_MS)),
      server.exited.then((how) => fail(how)),
    ]);
    return { ...address, exited: server.exited, stop };
  } catch (error) {
    await stop();
    const places = { port, storeDirectory, log };
    throw startFailure((error as Error).message, await loggedSince(before, log), places);
  }
}

function fail(how: string): never {
  throw new Error(how);
}

/** Makes what the server needs to read and write, once no earlier server writes there any more. */
async function writable(
  { storeDirectory, patienceMs }: LaunchOptions,
  log: string,
  text: (scratch: string) => string,
): Promise<{ scratch: string; config: string; output: number }> {
  let scratch: string | undefined;
  try {
    await makeDirectory(storeDirectory, 0o700);
    await previousServerGone(storeDirectory, START_PREFIX, patienceMs);
    await adoptStreams(storeDirectory);
    scratch = await mkdtemp(join(storeDirectory, START_PREFIX));
    const config = join(scratch, 'nats.conf');
    await writeFile(config, text(scratch), { mode: 0o600 });
    return { scratch, config, output: openSync(log, 'a', 0o600) };
  } catch (error) {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
    if (error instanceof FanoutError) throw error;
    const { path } = error as NodeJS.ErrnoException;
    throw new FanoutError(
      'OUTPUT_UNWRITABLE',
      `cannot write ${path ?? storeDirectory}: ${whyUnwritten(error)}`,
      {
        hint: 'choose another directory with --out',
        cause: error,
      },
    );
  }
}

/** What was logged after the first `before` bytes: the log is appended to, start by start. */
async function loggedSince(before: number, log: string): Promise<string> {
  const bytes = await readFile(log).catch(() => Buffer.alloc(0));
  return bytes.subarray(before).toString();
}
