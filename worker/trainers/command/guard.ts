/** The process that takes a worker's program down when the worker is gone, however it went. */
import { type ChildProcess, spawn } from 'node:child_process';
import { FanoutError } from '../../../proto/errors.ts';
import { GUARD_SCRIPT } from './guard-script.ts';

export interface GuardOptions {
  /** Time between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
  /** Removed at the worker's end. */
  readonly directory: string;
}

/**
 * Stands beside a worker for as long as that lives. The worker tells it of each program before that starts:
 * a worker can be killed at any moment. One that is killed itself is replaced.
 */
export class Guard {
  readonly #options: GuardOptions;
  #process: ChildProcess | undefined;
  #said = '-';
  #closed = false;

  constructor(options: GuardOptions) {
    this.#options = options;
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
        .once('error', (error) =>
          reject(
            new FanoutError('BACKEND_UNAVAILABLE', `cannot start /bin/sh: ${error.message}`, {
              hint: 'programs are guarded by a shell: have a POSIX shell at /bin/sh',
              cause: error,
            }),
          ),
        );
    });
  }

  /** A program is about to be started that has `mark` in its environment. */
  expects(mark: string): void {
    this.#say(mark);
  }

  /** It runs, as the first process of `group`. */
  watches(mark: string, group: number): void {
    this.#say(`${mark} ${group}`);
  }

  /** Nothing is left of it. */
  forgets(): void {
    this.#say('-');
  }

  /** Ends it, and settles when it is gone: the directory is removed then. */
  async close(): Promise<void> {
    this.#closed = true;
    const guard = this.#process;
    if (!guard || guard.exitCode !== null || guard.signalCode !== null) return;
    const exited = new Promise((resolve) => guard.once('exit', resolve));
    guard.ref();
    guard.stdin!.end();
    await exited;
  }

  #say(said: string): void {
    this.#said = said;
    this.#process?.stdin?.write(`${said}\n`);
  }

  #spawn(): ChildProcess {
    const { graceMs, directory } = this.#options;
    const tenths = String(Math.ceil(graceMs / 100));
    const guard = spawn('/bin/sh', ['-c', GUARD_SCRIPT, 'fanout-guard', tenths, directory], {
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
      if (this.#closed) return;
      this.#spawn().on('error', () => undefined);
      this.#say(this.#said);
    });
    return guard;
  }
}
