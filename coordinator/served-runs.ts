/** The runs that a coordinator serves, in order: start or take up → claim → open → reconcile. */
import { FanoutError } from '../proto/errors.ts';
import { LEASE_MS } from '../proto/queue.ts';
import type { Manifest } from '../study/manifest.ts';
import { mustHold } from './ledger/capacity.ts';
import { foreignTo } from './ledger/foreign.ts';
import { createLedger, type Ledger, removeLedger } from './ledger/ledger.ts';
import { openOrRemake } from './ledger/remake.ts';
import { type Known, possibleOf, takeUp } from './ledger/take-up.ts';
import type { CoordinatorMetrics } from './metrics/metrics.ts';
import { ensureConsumerOrQueue } from './queue/consumer.ts';
import { ensurePackStream, forgetLeases, forgetPacks } from './queue/stream.ts';
import { manifestOf, mendBesideLedger } from './run/damaged-parts.ts';
import type { RunEvent } from './run/events.ts';
import { acquireLease, type RunLease } from './run/lease.ts';
import { mustBeUnchanged } from './run/manifest-difference.ts';
import { Run } from './run/run.ts';
import { Trouble } from './run/trouble.ts';
import { impossibleIn } from './run/validate-copy.ts';
import type { NatsOptions, OpenNats } from './storage/open.ts';
import { asOpeningError } from './storage/refusal.ts';

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

/** What all runs of a coordinator have in common. */
export interface ServingOptions extends Pick<NatsOptions, 'replicas' | 'signal' | 'log'> {
  readonly leaseMs?: number;
  /** The coordinator's name, for the claim on a run. */
  readonly id: string;
  /** With another coordinator on a run: wait for it to go, instead of throwing RUN_LOCKED. */
  readonly waitForRun?: boolean;
}

export class ServedRuns {
  readonly #options: ServingOptions;
  readonly #nats: OpenNats;
  readonly #metrics: CoordinatorMetrics;
  readonly #runs = new Map<string, Run>();
  readonly #leases = new Map<string, RunLease>();
  readonly #trouble = new Trouble('reconcile run');

  constructor(options: ServingOptions, nats: OpenNats, metrics: CoordinatorMetrics) {
    this.#options = options;
    this.#nats = nats;
    this.#metrics = metrics;
  }

  /** How many there are. */
  get count(): number {
    return this.#runs.size;
  }

  /** The run of that name; undefined for one that is not served here. */
  get(id: string): Run | undefined {
    return this.#runs.get(id);
  }

  /**
   * Starts a new run. Throws NATS_UNSUITABLE when the server's messages are too small for it, RUN_MISMATCH,
   * and as `asOpeningError`.
   */
  start(manifest: Manifest, options: RunOptions): Promise<Run> {
    return this.#start(manifest, options).catch(throwOpeningError);
  }

  async #start(manifest: Manifest, options: RunOptions): Promise<Run> {
    mustHold(manifest, this.#nats.connection.info?.max_payload ?? Number.POSITIVE_INFINITY);
    const ledger = await createLedger(
      this.#nats.client,
      manifest.run,
      this.#options.replicas ?? 1,
      foreignTo(manifest.study),
    );
    await this.#nats.store.create(manifest);
    return this.#open(manifest, ledger, options);
  }

  /**
   * Takes up a run that was started before. Throws RUN_NOT_FOUND, RUN_MISMATCH, RUN_STORE_LOST, and as
   * `asOpeningError`.
   */
  resume(id: string, options: RunOptions): Promise<Run> {
    return this.#resume(id, options).catch(throwOpeningError);
  }

  async #resume(id: string, options: RunOptions): Promise<Run> {
    const held = options.manifest ?? options.planned;
    const manifest = await manifestOf(this.#nats.client, this.#nats.store, id, held, this.#options.log);
    if (!manifest) {
      throw new FanoutError('RUN_NOT_FOUND', `the NATS server knows no run ${id}`, {
        hint: 'start the study as a new run',
      });
    }
    if (options.manifest) mustBeUnchanged(options.manifest, manifest);
    const say = (text: string) => this.#options.log(text, { run: id });
    const known = options.known && possibleOf(options.known, impossibleIn(manifest), say);
    const ledger = await openOrRemake(
      this.#nats.client,
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
  async close(id: string, { active = true }: { readonly active?: boolean } = {}): Promise<void> {
    this.#runs.get(id)?.close();
    this.#runs.delete(id);
    this.#metrics.runClosed(id, active);
    await this.#leases.get(id)?.release();
    this.#leases.delete(id);
  }

  /** Closes a run, and takes everything of it out of NATS: packs, ledger, manifest. Safe to repeat. */
  async remove(id: string): Promise<void> {
    await this.close(id, { active: false });
    await forgetPacks(this.#nats.manager, id);
    await removeLedger(this.#nats.manager, id);
    await this.#nats.store.remove(id);
  }

  /** Puts into each queue what it lacks. Trouble with a run is logged, and the next call tries again. */
  async reconcile(): Promise<void> {
    for (const run of this.#runs.values()) {
      if (run.recorded === run.manifest.trials) continue;
      await this.#trouble.tried(run.manifest.run, run.reconcile(), this.#options.log);
    }
  }

  /** Serves no run any longer; claims stay until `releaseAll`. */
  closeAll(): void {
    for (const run of this.#runs.values()) run.close();
  }

  /** Lets others take up the runs. */
  async releaseAll(): Promise<void> {
    for (const lease of this.#leases.values()) await lease.release();
  }

  async #open(manifest: Manifest, ledger: Ledger, options: RunOptions): Promise<Run> {
    await ensurePackStream(this.#nats.manager, this.#options.replicas ?? 1);
    await mendBesideLedger(this.#nats.client, this.#nats.manager, manifest.run, this.#options.log);
    if (options.assumeNoLiveWorkers) await forgetLeases(this.#nats.manager, manifest.run);
    if (await ensureConsumerOrQueue(this.#nats.manager, manifest.run, this.#options.leaseMs ?? LEASE_MS))
      this.#options.log('the storage of NATS was damaged; the queue is made again', { run: manifest.run });
    const lease = await this.#claim(manifest.run);
    this.#leases.set(manifest.run, lease);
    ledger.onSetAside = (key, reason) =>
      this.#options.log(
        'an entry of the ledger is no outcome of this run; it is set aside, and its trial runs again',
        { run: manifest.run, trial: key, reason },
      );
    await takeUp(ledger, options.known ?? { seen: 0, copies: [] }, (text) =>
      this.#options.log(text, { run: manifest.run }),
    ).catch(async (error: unknown) => {
      await this.close(manifest.run);
      throw error;
    });
    const record = this.#metrics.runOpening(manifest);
    const run = await Run.open(
      {
        manifest,
        ledger,
        store: this.#nats.store,
        manager: this.#nats.manager,
        client: this.#nats.client,
        workers: options.workers,
        ...(options.largestPack ? { largestPack: options.largestPack } : {}),
      },
      (event) => {
        record(event);
        options.onEvent?.(event);
      },
    );
    this.#metrics.runOpened(manifest.run);
    this.#runs.set(manifest.run, run);
    lease.lost.catch((error) => {
      this.#runs.delete(manifest.run);
      run.abandon(error);
    });
    return run;
  }

  /** Claims a run for this coordinator. Throws RUN_LOCKED unless it is to wait. */
  #claim(run: string): Promise<RunLease> {
    return acquireLease(this.#nats.client, run, {
      holder: this.#options.id,
      ttlMs: RUN_LEASE_MS,
      wait: this.#options.waitForRun ?? false,
      signal: this.#options.signal,
      onWait: (holder) =>
        this.#options.log('another coordinator works on the run; waiting until it has gone', { run, holder }),
    });
  }
}

function throwOpeningError(error: unknown): never {
  throw asOpeningError(error);
}
