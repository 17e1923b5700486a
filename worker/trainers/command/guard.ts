/** The process that takes a worker's program down when the worker is gone, however it went. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FanoutError } from '../../../proto/errors.ts';
import { GUARD_SCRIPT } from './guard-script.ts';

export interface GuardOptions {
  /** Time between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
  /** Of the worker alone; removed at its end. */
  readonly directory: string;
  /** Another directory that is removed then, should it be there. */
  readonly spare: string;
}

/** Characters of what is said: each time as many, so that the file always has one whole line. */
const WIDTH = 63;
const NOTHING = '- 0';

/**
 * Stands beside a worker for as long as that lives. What runs is said before it starts, since a worker can be
 * killed at any moment; and in a file rather than to the guard, which sleeps until the end and costs a trial
 * nothing. One that is killed itself is replaced.
 */
export class Guard {
  readonly #options: GuardOptions;
  readonly #file: number;
  #process: ChildProcess | undefined;
  #closed = false;

  /** Throws what the file system throws. */
  constructor(options: GuardOptions) {
    this.#options = options;
    this.#file = openSync(join(options.directory, 'program'), 'wx', 0o600);
    this.#say(NOTHING);
  }

  /**
   * Starts it; returns when it runs. The first process of a container needs none: the kernel ends all others
   * with it. Throws BACKEND_UNAVAILABLE where there is no shell.
   */
  async start(): Promise<void> {
    if (process.platform === 'linux' && process.pid === 1) return;
    await new Promise<void>((resolve, reject) => {
      this.#spawn()
        .once('spawn', resolve)
        .once('error', (error) => reject(noShell(error)));
    });
  }

  /** A program is about to be started that has `mark` in its environment. The mark has no blanks. */
  expects(mark: string): void {
    this.#say(`${mark} 0`);
  }

  /** It runs, as the first process of `group`. */
  watches(mark: string, group: number): void {
    this.#say(`${mark} ${group}`);
  }

  /** Nothing is left of it. */
  forgets(): void {
    this.#say(NOTHING);
  }

  /** Ends it, and settles when it is gone: the directory is removed then. */
  async close(): Promise<void> {
    this.#closed = true;
    closeSync(this.#file);
    const guard = this.#process;
    if (!guard || guard.exitCode !== null || guard.signalCode !== null) return;
    const exited = new Promise((resolve) => guard.once('exit', resolve));
    guard.ref();
    guard.stdin!.end();
    await exited;
  }

  #say(said: string): void {
    writeSync(this.#file, `${said.padEnd(WIDTH)}\n`, 0);
  }

  #spawn(): ChildProcess {
    const { graceMs, directory, spare } = this.#options;
    const tenths = String(Math.ceil(graceMs / 100));
    const args = ['-c', GUARD_SCRIPT, 'fanout-guard', tenths, directory, spare];
    const guard = spawn('/bin/sh', args, {
      cwd: '/',
      env: { PATH: process.env.PATH },
      stdio: ['pipe', 'ignore', 'ignore'],
      // A session of its own: Ctrl-C on the terminal reaches the worker only.
      detached: true,
    });
    this.#process = guard;
    guard.stdin!.on('error', () => undefined);
    guard.unref();
    (guard.stdin as unknown as { unref(): void }).unref();
    guard.once('exit', () => {
      if (!this.#closed) this.#spawn().on('error', () => undefined);
    });
    return guard;
  }
}

function noShell(error: Error): FanoutError {
  return new FanoutError('BACKEND_UNAVAILABLE', `cannot start /bin/sh: ${error.message}`, {
    hint: 'programs are guarded by a shell: have a POSIX shell at /bin/sh',
    cause: error,
  });
}
