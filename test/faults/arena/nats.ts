import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findNatsServer } from '../../../cli/nats/find.ts';
import { type Kept, keepStoring } from '../../../cli/nats/keep-storing.ts';
import { launch } from '../../../cli/nats/launch.ts';
import { freePort } from '../../support/free-ports.ts';

/**
 * A nats-server that can be killed and started again over the same storage, at the same port, with the same
 * users. It is watched over as that of a local run is: one that cannot store is started again when it can.
 */
export class NatsProcess {
  readonly port: number;
  readonly store: string;
  readonly coordinator = { user: 'coordinator', pass: 'secret-of-the-coordinator-6b1d' };
  readonly worker = { user: 'worker', pass: 'secret-of-the-workers-a90c' };
  readonly #system = { user: 'system', pass: 'secret-of-the-watch-3f07' };
  readonly #directory: string;
  readonly #binary: string;
  #server: Kept | undefined;
  /** How often the watch over its storage has started it again. */
  startedAgain = 0;

  private constructor(directory: string, binary: string, port: number, store: string) {
    this.#directory = directory;
    this.#binary = binary;
    this.port = port;
    this.store = store;
  }

  /** Prepares one; `start` starts it. */
  static async prepare(directory: string, store = join(directory, 'store')): Promise<NatsProcess> {
    const { path } = await findNatsServer();
    return new NatsProcess(directory, path, await freePort(), store);
  }

  /** Starts it, and waits until it answers. */
  async start(): Promise<void> {
    this.#server = keepStoring(await this.#launch(), {
      start: () => this.#launch(),
      storeDirectory: this.store,
      system: this.#system,
      onReport: ({ kind }) => {
        if (kind === 'recovered') this.startedAgain += 1;
      },
    });
  }

  /** SIGKILL: nothing is flushed that was not. */
  async kill(): Promise<void> {
    process.kill(this.#server!.pid, 'SIGKILL');
    await this.#server?.exited;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  get secrets(): readonly string[] {
    return [this.coordinator.pass, this.worker.pass, this.#system.pass];
  }

  /** What the server has logged, over all its starts. */
  log(): Promise<string> {
    return readFile(join(this.#directory, 'nats-server.log'), 'utf8');
  }

  #launch() {
    return launch({
      binary: this.#binary,
      directory: this.#directory,
      storeDirectory: this.store,
      port: this.port,
      logins: { coordinator: this.coordinator, workers: [this.worker], system: this.#system },
      patienceMs: 10_000,
    });
  }
}
