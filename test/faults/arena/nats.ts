import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import { loopback, natsConfig } from '../../../cli/nats/config.ts';
import { findNatsServer } from '../../../cli/nats/find.ts';
import { type Supervised, supervise } from '../../../cli/nats/supervisor.ts';
import { freePort } from '../../support/free-ports.ts';

/** A nats-server that can be killed and started again over the same storage, at the same port, with the same users. */
export class NatsProcess {
  readonly port: number;
  readonly store: string;
  readonly coordinator = { user: 'coordinator', pass: 'secret-of-the-coordinator-6b1d' };
  readonly worker = { user: 'worker', pass: 'secret-of-the-workers-a90c' };
  readonly #directory: string;
  readonly #binary: string;
  #server: Supervised | undefined;

  private constructor(directory: string, binary: string, port: number) {
    this.#directory = directory;
    this.#binary = binary;
    this.port = port;
    this.store = join(directory, 'store');
  }

  /** Prepares one; `start` starts it. */
  static async prepare(directory: string): Promise<NatsProcess> {
    const { path } = await findNatsServer();
    return new NatsProcess(directory, path, await freePort());
  }

  async start(): Promise<void> {
    await mkdir(this.store, { recursive: true });
    const config = natsConfig({
      listen: loopback({ port: this.port, portsDirectory: this.#directory }),
      storeDirectory: this.store,
      logins: { coordinator: this.coordinator, workers: [this.worker] },
    });
    const file = join(this.#directory, 'nats.conf');
    await rm(this.#pidFile, { force: true });
    await writeFile(file, `${config}pid_file: ${JSON.stringify(this.#pidFile)}\n`, { mode: 0o600 });
    const output = openSync(join(this.#directory, 'nats.log'), 'a');
    this.#server = supervise([this.#binary, '-c', file], { output, graceSeconds: 2 });
    closeSync(output);
    await this.answers();
  }

  /** Waits until it accepts a connection. */
  async answers(): Promise<void> {
    const { user, pass } = this.coordinator;
    for (;;) {
      try {
        const connection = await connect({ port: this.port, user, pass, timeout: 1_000 });
        return await connection.close();
      } catch {
        await setTimeout(50);
      }
    }
  }

  /** SIGKILL: nothing is flushed that was not. */
  async kill(): Promise<void> {
    process.kill(Number(await readFile(this.#pidFile, 'utf8')), 'SIGKILL');
    await this.#server?.exited;
  }

  async stop(): Promise<void> {
    this.#server?.end();
    await this.#server?.exited;
  }

  get #pidFile(): string {
    return join(this.#directory, 'nats.pid');
  }
}
