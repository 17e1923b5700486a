/**
 * The coordinator, as a table of contents: connect → queue → runs → service → reconcile until each run is
 * done.
 */

import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { ConnectionState } from '../proto/connection-state.ts';
import { FanoutError } from '../proto/errors.ts';
import { LEASE_MS } from '../proto/queue.ts';
import type { Manifest } from '../study/manifest.ts';
import type { Readiness } from '../telemetry/endpoints.ts';
import { mustHold } from './ledger/capacity.ts';
import { foreignTo } from './ledger/foreign.ts';
import { createLedger, type Ledger, ledgerStream, removeLedger } from './ledger/ledger.ts';
import { openOrRemake } from './ledger/remake.ts';
import { type Known, possibleOf, takeUp } from './ledger/take-up.ts';
import { CoordinatorMetrics } from './metrics/metrics.ts';
import { readQueue } from './metrics/queue.ts';
import { ensureConsumerOrQueue } from './queue/consumer.ts';
import { ensurePackStream, forgetLeases, forgetPacks } from './queue/stream.ts';
import { manifestOf, mendBesideLedger } from './run/damaged-parts.ts';
import { Listeners, type RunEvent } from './run/events.ts';
import { acquireLease, type RunLease } from './run/lease.ts';
import { mustBeUnchanged } from './run/manifest-difference.ts';
import { Run } from './run/run.ts';
import type { RunStore } from './run/store.ts';
import { Trouble } from './run/trouble.ts';
import { impossibleIn } from './run/validate-copy.ts';
import { workerToken } from './service/credentials.ts';
import type { Heartbeat } from './service/heartbeat.ts';
import type { ServiceSecurity } from './service/options.ts';
import { checkedPort, type Service, startService } from './service/server.ts';
import { type NatsOptions, type OpenNats, openNats } from './storage/open.ts';
import { asOpeningError } from './storage/refusal.ts';

export interface CoordinatorOptions extends NatsOptions {
  /** Address of the gRPC port, `127.0.0.1:0` for a free one. */
  readonly listen: string;
  readonly security: ServiceSecurity;
  readonly leaseMs?: number;
  /** This coordinator's name, for the claim on a run. */
  readonly id: string;
  /** With another coordinator on a run: wait for it to go, instead of throwing RUN_LOCKED. */
  readonly waitForRun?: boolean;
  readonly reconcileMs?: number;
  /** Of fanout, for the metrics. */
  readonly version?: string;
}

/** How long a claim on a run lasts without renewal. */
const RUN_LEASE_MS = 15_000;

export interface RunOptions {
  /** Workers to plan the packs for. */
  readonly workers: number;
  readonly largestPack?: number;
  /** No worker of this run is alive: packs that look held are free. */
  readonly assumeNoLiveWorkers?: boolean;
  readonly onEvent?: (event: RunEvent) => void;
  /** What the caller holds for the manifest of a run that is resumed; another one is RUN_MISMATCH. */
  readonly manifest?: Manifest;
  /** What takes the place of a resumed run's manifest where NATS has lost it, but has the ledger. */
  readonly planned?: Manifest;
  /**
   * What is known of a run that is resumed; a ledger that has fewer outcomes, and is not damaged, is
   * RUN_STORE_LOST.
   */
  readonly known?: Known;
}

export class Coordinator {
  /** What workers say of themselves, each about every ten seconds. */
  readonly heartbeats = new Listeners<Heartbeat>();
  readonly metrics: CoordinatorMetrics;
  readonly #options: CoordinatorOptions;
  readonly #connection: NatsConnection;
  readonly #manager: JetStreamManager;
  readonly #client: JetStreamClient;
  readonly #store: RunStore;
  readonly #runs = new Map<string, Run>();
  readonly #leases = new Map<string, RunLease>();
  readonly #nats: ConnectionState;
  readonly #storage: OpenNats['storage'];
  #service: Service | undefined;
  #serving = false;
  readonly #reconciler: NodeJS.Timeout;
  readonly #trouble = new Trouble('reconcile run');

  private constructor(options: CoordinatorOptions, nats: OpenNats) {
    const { connection, state, storage, client, manager, store } = nats;
    this.#options = options;
    this.#connection = connection;
    this.#manager = manager;
    this.#client = client;
    this.#store = store;
    this.#nats = state;
    this.#storage = storage;
    this.metrics = new CoordinatorMetrics({
      version: options.version ?? 'unknown',
      connection: state,
      storage: () => storage.state,
      askQueue: (run) => readQueue(manager, run, ledgerStream(run)),
    });
    this.heartbeats.add((heartbeat) => this.metrics.heartbeat(heartbeat));
    this.#reconciler = setInterval(() => void this.#reconcile(), options.reconcileMs ?? 15_000);
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
    return { nats: this.#nats.connected, service: this.#serving, run: this.#runs.size > 0 };
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
    return this.#start(manifest, options).catch(throwOpeningError);
  }

  async #start(manifest: Manifest, options: RunOptions): Promise<Run> {
    mustHold(manifest, this.#connection.info?.max_payload ?? Number.POSITIVE_INFINITY);
    const ledger = await createLedger(
      this.#client,
      manifest.run,
      this.#options.replicas ?? 1,
      foreignTo(manifest.study),
    );
    await this.#store.create(manifest);
    return this.#open(manifest, ledger, options);
  }

  /**
   * Takes up a run that was started before. Throws RUN_NOT_FOUND, RUN_MISMATCH, RUN_STORE_LOST, and as
   * `asOpeningError`.
   */
  resumeRun(id: string, options: RunOptions): Promise<Run> {
    return this.#resume(id, options).catch(throwOpeningError);
  }

  async #resume(id: string, options: RunOptions): Promise<Run> {
    const held = options.manifest ?? options.planned;
    const manifest = await manifestOf(this.#client, this.#store, id, held, this.#options.log);
    if (!manifest) {
      throw new FanoutError('RUN_NOT_FOUND', `the NATS server knows no run ${id}`, {
        hint: 'start the study as a new run',
      });
    }
    if (options.manifest) mustBeUnchanged(options.manifest, manifest);
    const say = (text: string) => this.#options.log(text, { run: id });
    const known = options.known && possibleOf(options.known, impossibleIn(manifest), say);
    const ledger = await openOrRemake(
      this.#client,
      id,
      foreignTo(manifest.study),
      options.assumeNoLiveWorkers ? known : undefined,
      this.#options.replicas ?? 1,
      say,
    );
    return this.#open(manifest, ledger, { ...options, ...(known ? { known } : {}) });
  }

  /**
   * Serves a run no longer, and lets others take it up; what it has in NATS stays as it is. `active`: whether
   * somebody is to go on with it; false of one that is done, paused or given up, so that nobody is alarmed
   * when nobody does.
   */
  async closeRun(id: string, { active = true }: { readonly active?: boolean } = {}): Promise<void> {
    this.#runs.get(id)?.close();
    this.#runs.delete(id);
    this.metrics.runClosed(id, active);
    await this.#leases.get(id)?.release();
    this.#leases.delete(id);
  }

  /** Closes a run, and takes everything of it out of NATS: packs, ledger, manifest. Safe to repeat. */
  async removeRun(id: string): Promise<void> {
    await this.closeRun(id, { active: false });
    await forgetPacks(this.#manager, id);
    await removeLedger(this.#manager, id);
    await this.#store.remove(id);
  }

  /** Stops serving: running calls end, nothing new begins; runs stay where they stand. */
  async stop(graceMs = 2_000): Promise<void> {
    clearInterval(this.#reconciler);
    this.#serving = false;
    this.#tellHealth();
    for (const run of this.#runs.values()) run.close();
    await this.#service?.stop(graceMs);
    for (const lease of this.#leases.values()) await lease.release();
    await this.#connection.close();
  }

  /** Without NATS nothing can be given out or recorded, so nobody should be sent here. */
  #tellHealth(): void {
    this.#service?.setReady(this.#serving && this.#nats.connected);
  }

  async #open(manifest: Manifest, ledger: Ledger, options: RunOptions): Promise<Run> {
    await ensurePackStream(this.#manager, this.#options.replicas ?? 1);
    await mendBesideLedger(this.#client, this.#manager, manifest.run, this.#options.log);
    if (options.assumeNoLiveWorkers) await forgetLeases(this.#manager, manifest.run);
    if (await ensureConsumerOrQueue(this.#manager, manifest.run, this.#options.leaseMs ?? LEASE_MS))
      this.#options.log('the storage of NATS was damaged; the queue is made again', { run: manifest.run });
    const lease = await acquireLease(this.#client, manifest.run, {
      holder: this.#options.id,
      ttlMs: RUN_LEASE_MS,
      wait: this.#options.waitForRun ?? false,
      signal: this.#options.signal,
      onWait: (holder) =>
        this.#options.log('another coordinator works on the run; waiting until it has gone', {
          run: manifest.run,
          holder,
        }),
    });
    this.#leases.set(manifest.run, lease);
    ledger.onSetAside = (key, reason) =>
      this.#options.log(
        'an entry of the ledger is no outcome of this run; it is set aside, and its trial runs again',
        {
          run: manifest.run,
          trial: key,
          reason,
        },
      );
    await takeUp(ledger, options.known ?? { seen: 0, copies: [] }, (text) =>
      this.#options.log(text, { run: manifest.run }),
    ).catch(async (error: unknown) => {
      await this.closeRun(manifest.run);
      throw error;
    });
    const record = this.metrics.runOpening(manifest);
    const run = await Run.open(
      {
        manifest,
        ledger,
        store: this.#store,
        manager: this.#manager,
        client: this.#client,
        workers: options.workers,
        ...(options.largestPack ? { largestPack: options.largestPack } : {}),
      },
      (event) => {
        record(event);
        options.onEvent?.(event);
      },
    );
    this.metrics.runOpened();
    this.#runs.set(manifest.run, run);
    lease.lost.catch((error) => {
      this.#runs.delete(manifest.run);
      run.abandon(error);
    });
    return run;
  }

  async #reconcile(): Promise<void> {
    for (const run of this.#runs.values()) {
      if (run.recorded === run.manifest.trials) continue;
      await this.#trouble.tried(run.manifest.run, run.reconcile(), this.#options.log);
    }
  }
}

function throwOpeningError(error: unknown): never {
  throw asOpeningError(error);
}
