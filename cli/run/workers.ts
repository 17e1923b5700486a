/**
 * The worker processes of a local run: started, watched, started again when they are lost, and gone when the
 * run is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asFanoutError, FanoutError } from '../../proto/errors.ts';
import { type ErrorCode, faultOf, isErrorCode } from '../../proto/faults-and-retries.ts';
import type { Target } from '../../telemetry/endpoints.ts';

export interface WorkerPoolOptions {
  readonly count: number;
  readonly run: string;
  readonly backend: string;
  /** What trains: the built-in network, or a program of the user's own. */
  readonly trainer: 'network' | 'command';
  /** Threads for each worker's backend, where it has them. */
  readonly threads: number;
  /** Directory of their log files. */
  readonly logs: string;
  /**
   * Addresses and secrets of a worker, counted from 1: given by the environment, so that they show in no
   * process list.
   */
  readonly environment: (worker: number) => Readonly<Record<string, string | undefined>>;
  /** Whether they serve metrics, each on a free port of 127.0.0.1. */
  readonly metrics: boolean;
  readonly onLost: (worker: number, how: string) => void;
}

export interface WorkerPool {
  /** Rejects when the workers cannot do their work at all: a user's mistake, or each start fails. */
  readonly broken: Promise<never>;
  /** Process ids of the workers alive now. */
  pids(): number[];
  /** Where the workers alive now serve metrics. */
  targets(): Target[];
  /** Asks all to hand back what they hold and end; after `graceMs` they are killed. */
  stop(graceMs: number): Promise<void>;
}

/** A worker that ends this soon, this often in a row, does not work on this machine. */
const TOO_SOON_MS = 5_000;
const TOO_OFTEN = 5;

/**
 * What the environment of the command may have and is not for its workers: the metrics port is of one worker,
 * here there are several, and each takes a free one or none; and the coordinator of a local run listens on
 * loopback, without TLS.
 */
const NOT_FOR_WORKERS = {
  FANOUT_METRICS_PORT: undefined,
  FANOUT_TLS_CA: undefined,
  FANOUT_TLS_CERT: undefined,
  FANOUT_TLS_KEY: undefined,
};

/** The process that this one is, with another command: the same interpreter, flags and program. */
const PROGRAM = fileURLToPath(
  new URL(`../fanout${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/** What a worker tells the process that started it. */
type Word = Failure | { readonly kind: 'metrics'; readonly address: string };

interface Failure {
  readonly kind: 'failed';
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

/** Starts the workers. */
export function startWorkers(options: WorkerPoolOptions): WorkerPool {
  const children = new Map<number, ChildProcess>();
  const addresses = new Map<number, string>();
  let stopping = false;
  let fail!: (error: FanoutError) => void;
  const broken = new Promise<never>((_, reject) => {
    fail = reject;
  });
  broken.catch(() => undefined);

  const start = (index: number, quickEnds: number): void => {
    const startedAt = performance.now();
    const log = join(options.logs, `worker-${index}.log`);
    const child = spawnWorker(options, index, log);
    children.set(index, child);
    let failure: Failure | undefined;
    child.on('message', (word: Word) => {
      if (word.kind === 'metrics') addresses.set(index, word.address);
      else if (word.kind === 'failed' && isErrorCode(word.code)) failure = word;
    });
    child.on('error', (error) => fail(asFanoutError(error)));
    child.on('exit', (code, signal) => {
      children.delete(index);
      addresses.delete(index);
      if (stopping) return;
      // What no new start can mend ends the run, and says so in the worker's own words.
      if (failure && faultOf(failure.code) === 'user') return fail(asError(failure));
      const soon = performance.now() - startedAt < TOO_SOON_MS ? quickEnds + 1 : 0;
      const how = failure
        ? `${failure.code}: ${failure.message}`
        : signal
          ? `killed by ${signal}`
          : `exit status ${code}`;
      options.onLost(index, how);
      if (soon >= TOO_OFTEN) {
        return fail(
          new FanoutError('WORKER_LOST', `worker ${index} ended ${soon} times just after its start: ${how}`, {
            hint: `see ${log}`,
          }),
        );
      }
      setTimeout(() => stopping || start(index, soon), Math.min(200 * 2 ** soon, 5_000));
    });
  };
  for (let index = 1; index <= options.count; index++) start(index, 0);

  return {
    broken,
    pids: () => [...children.values()].flatMap((child) => child.pid ?? []),
    targets: () => [...addresses].map(([index, address]) => ({ address, instance: `worker-${index}` })),
    async stop(graceMs) {
      stopping = true;
      await Promise.all([...children.values()].map((child) => end(child, graceMs)));
    },
  };
}

function spawnWorker(options: WorkerPoolOptions, index: number, log: string): ChildProcess {
  const output = openSync(log, 'a');
  try {
    return spawn(
      process.execPath,
      [
        ...process.execArgv,
        PROGRAM,
        ...[
          'worker',
          '--run',
          options.run,
          '--trainer',
          options.trainer,
          '--backend',
          options.backend,
          '--threads',
          String(options.threads),
          ...(options.metrics ? ['--metrics-port', '0', '--metrics-host', '127.0.0.1'] : []),
        ],
      ],
      {
        // A group of their own: Ctrl-C reaches the command alone, which then ends the workers in order.
        detached: true,
        stdio: ['ignore', output, output, 'ipc'],
        env: { ...process.env, ...NOT_FOR_WORKERS, ...options.environment(index) },
      },
    );
  } finally {
    closeSync(output);
  }
}

function end(child: ChildProcess, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
    child.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

function asError({ code, message, hint }: Failure): FanoutError {
  return new FanoutError(code, message, hint === undefined ? {} : { hint });
}
