/**
 * The coordinator, as a table of contents: connect → queue → runs → service → reconcile until each run is
 * done.
 */

import type { NatsConnection } from '@nats-io/transport-node';
import type { ConnectionState } from '../connection/connection-state.ts';
import type { Manifest } from '../study/manifest.ts';
import type { Readiness } from '../telemetry/endpoints.ts';
import { ledgerStream } from './ledger/ledger.ts';
import { CoordinatorMetrics } from './metrics/metrics.ts';
import { readQueue } from './metrics/queue.ts';
import { Listeners } from './run/events.ts';
import type { Run } from './run/run.ts';
import { type RunOptions, ServedRuns, type ServingOptions } from './served-runs.ts';
import { workerToken } from './service/credentials.ts';
import type { Heartbeat } from './service/heartbeat.ts';
import type { ServiceSecurity } from './service/options.ts';
import { checkedPort, type Service, startService } from './service/server.ts';
import { type NatsOptions, type OpenNats, openNats } from './storage/open.ts';

export type { RunOptions };

export interface CoordinatorOptions extends NatsOptions, ServingOptions {
  /** Address of the gRPC port, `127.0.0.1:0` for a free one. */
  readonly listen: string;
  readonly security: ServiceSecurity;
  readonly reconcileMs?: number;
  /** Of fanout, for the metrics. */
  readonly version?: string;
}

export class Coordinator {
  /** What workers say of themselves, each about every ten seconds. */
  readonly heartbeats = new Listeners<Heartbeat>();
  readonly metrics: CoordinatorMetrics;
  readonly #options: CoordinatorOptions;
  readonly #connection: NatsConnection;
  readonly #runs: ServedRuns;
  readonly #nats: ConnectionState;
  readonly #storage: OpenNats['storage'];
  #service: Service | undefined;
  #serving = false;
  readonly #reconciler: NodeJS.Timeout;

  private constructor(options: CoordinatorOptions, nats: OpenNats) {
    const { connection, state, storage, manager } = nats;
    this.#options = options;
    this.#connection = connection;
    this.#nats = state;
    this.#storage = storage;
    this.metrics = new CoordinatorMetrics({
      version: options.version ?? 'unknown',
      connection: state,
      storage: () => storage.state,
      askQueue: (run) => readQueue(manager, run, ledgerStream(run)),
    });
    this.#runs = new ServedRuns(options, nats, this.metrics);
    this.heartbeats.add((heartbeat) => this.metrics.heartbeat(heartbeat));
    this.#reconciler = setInterval(() => void this.#runs.reconcile(), options.reconcileMs ?? 15_000);
  }

  /**
   * Connects to NATS, makes what is missing there, and opens the gRPC port. Throws USAGE, INTERRUPTED when
   * told to stop before NATS answers.
   */
  static async start(options: CoordinatorOptions): Promise<Coordinator> {
    // Before anything is waited for: no server makes up for what is wrong here.
    checkedPort({ address: options.listen, security: options.security });
    let coordinator: Coordinator | undefined;
    const nats = await openNats(options, () => {
      if (coordinator) coordinator.#tellHealth();
    });
    try {
      const started = new Coordinator(options, nats);
      coordinator = started;
      started.#service = await startService({
        address: options.listen,
        security: options.security,
        run: (id) => started.#runs.get(id),
        onHeartbeat: (heartbeat) => started.heartbeats.emit(heartbeat),
        onAnswered: (method, code, seconds) => started.metrics.callAnswered(method, code, seconds),
        onDefect: (method, error) =>
          options.log('a call failed by a defect of fanout; please report it', {
            method,
            error: error.cause instanceof Error ? error.cause.stack : error.message,
          }),
      });
      started.#serving = true;
      started.#tellHealth();
      return started;
    } catch (error) {
      await nats.connection.close();
      throw error;
    }
  }

  /** Where workers reach the service. */
  get address(): string {
    return this.#service!.address;
  }

  /**
   * The token of one worker of one run, whose name begins with `worker-`; undefined where workers are asked
   * for none.
   */
  tokenFor(run: string, worker: string): string | undefined {
    const { token } = this.#options.security;
    return token ? workerToken(token, run, worker) : undefined;
  }

  /** What must hold for workers to be served. */
  get readiness(): Readiness {
    return { nats: this.#nats.connected, service: this.#serving, run: this.#runs.count > 0 };
  }

  /** Whether NATS stores what this process writes, as far as it has written. */
  get storing(): boolean {
    return this.#storage.state.writable;
  }

  /** Settles when the connection to NATS is closed for good: then this process can do nothing more. */
  get closed(): Promise<unknown> {
    return this.#connection.closed();
  }

  /**
   * Starts a new run. Throws NATS_UNSUITABLE when the server's messages are too small for it, RUN_MISMATCH,
   * and as `asOpeningError`.
   */
  startRun(manifest: Manifest, options: RunOptions): Promise<Run> {
    return this.#runs.start(manifest, options);
  }

  /**
   * Takes up a run that was started before. Throws RUN_NOT_FOUND, RUN_MISMATCH, RUN_STORE_LOST, and as
   * `asOpeningError`.
   */
  resumeRun(id: string, options: RunOptions): Promise<Run> {
    return this.#runs.resume(id, options);
  }

  /**
   * Serves a run no longer, and lets others take it up; what it has in NATS stays as it is. `active`: whether
   * somebody is to go on with it; false of one that is done, paused or given up, so that nobody is alarmed
   * when nobody does.
   */
  closeRun(id: string, options?: { readonly active?: boolean }): Promise<void> {
    return this.#runs.close(id, options);
  }

  /** The run of that id; undefined for one that is not served here. */
  run(id: string): Run | undefined {
    return this.#runs.get(id);
  }

  /** Closes a run, and takes everything of it out of NATS: packs, ledger, manifest. Safe to repeat. */
  removeRun(id: string): Promise<void> {
    return this.#runs.remove(id);
  }

  /** Stops serving: running calls end, nothing new begins; runs stay where they stand. */
  async stop(graceMs = 2_000): Promise<void> {
    clearInterval(this.#reconciler);
    this.#serving = false;
    this.#tellHealth();
    this.#runs.closeAll();
    await this.#service?.stop(graceMs);
    await this.#runs.releaseAll();
    await this.#connection.close();
  }

  /** Without NATS nothing can be given out or recorded, so nobody should be sent here. */
  #tellHealth(): void {
    this.#service?.setReady(this.#serving && this.#nats.connected);
  }
}
