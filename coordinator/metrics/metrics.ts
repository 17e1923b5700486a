/**
 * All metrics of the coordinator, behind verbs. Those of a run have its id as a label and are read off its
 * state; what only this process can count is counted in `run-counts.ts`. Nothing of a run is shown before its
 * ledger has been read, so that a restart never looks like a fresh start.
 */
import { Counter, Histogram, Registry } from 'prom-client';
import type { ConnectionState } from '../../connection/connection-state.ts';
import type { Manifest } from '../../study/manifest.ts';
import { describe, type MetricDescription } from '../../telemetry/describe.ts';
import { ofEach, register } from '../../telemetry/family.ts';
import { PROCESS_FAMILIES } from '../../telemetry/process-families.ts';
import type { RunEvent } from '../run/events.ts';
import { RunState } from '../run-state/run-state.ts';
import type { Heartbeat } from '../service/heartbeat.ts';
import type { StorageState } from '../storage/watch.ts';
import { ActiveRuns } from './active-runs.ts';
import { COORDINATOR_FAMILIES } from './coordinator-families.ts';
import { Fleet } from './fleet.ts';
import { type QueueFigures, QueueWatch } from './queue.ts';
import { QUEUE_FAMILIES } from './queue-families.ts';
import { RunCounts } from './run-counts.ts';
import { RUN_FAMILIES } from './run-families.ts';
import { ShownRuns } from './shown-runs.ts';

export interface CoordinatorMetricsOptions {
  readonly version: string;
  readonly connection: ConnectionState;
  /** Whether NATS stores what this process writes. */
  readonly storage: () => StorageState;
  /** Asks NATS about the queue and ledger of a run. */
  readonly askQueue: (run: string) => Promise<QueueFigures>;
  /** Seconds of a clock that is never set, for what has passed since. */
  readonly now?: () => number;
  /** Unix time in seconds, for what Prometheus compares with its own clock. */
  readonly wallClock?: () => number;
}

/** The families of a run, over all that are shown. */
const FAMILIES_OF_RUNS = [
  ...ofEach(RUN_FAMILIES, 'run', function* (runs: ShownRuns) {
    for (const { manifest, state } of runs) yield [manifest.run, state] as const;
  }),
  ...ofEach(QUEUE_FAMILIES, 'run', function* (runs: ShownRuns) {
    for (const shown of runs) yield [shown.manifest.run, shown] as const;
  }),
];

export class CoordinatorMetrics {
  readonly #process = new Registry();
  readonly #ofRuns = new Registry();
  readonly #fleet = new Fleet();
  readonly #active = new ActiveRuns();
  readonly #counts = new RunCounts(this.#ofRuns);
  readonly #runs = new ShownRuns((run) => this.#counts.forget(run));
  /** Of runs whose ledger is being read: what is counted once it has been. */
  readonly #early = new Map<string, RunEvent[]>();
  readonly #now: () => number;
  /** Unix time in seconds of a moment of `now`. */
  readonly #stamp: (at: number) => number;
  readonly #askQueue: (run: string) => Promise<QueueFigures>;

  readonly #calls = new Counter({
    name: 'fanout_grpc_requests_total',
    help: 'Calls from workers that were answered, by method and status code.',
    labelNames: ['method', 'code'],
    registers: [this.#process],
  });
  readonly #callSeconds = new Histogram({
    name: 'fanout_grpc_request_seconds',
    help: 'Time until a call from a worker was answered, by method.',
    labelNames: ['method'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.#process],
  });

  constructor(options: CoordinatorMetricsOptions) {
    const { version, connection, storage, askQueue } = options;
    const { now = () => performance.now() / 1000, wallClock = () => Date.now() / 1000 } = options;
    this.#now = now;
    this.#stamp = (at) => wallClock() - (now() - at);
    this.#askQueue = askQueue;
    register(
      this.#process,
      { role: 'coordinator', version, connection: () => connection } as const,
      PROCESS_FAMILIES,
    );
    // NATS answers for the whole account, whichever run it is asked about.
    const queue = () => [...this.#runs].find(({ figures }) => figures)?.figures;
    const facts = { fleet: this.#fleet, active: this.#active, now, stamp: this.#stamp, queue, storage };
    register(this.#process, facts, COORDINATOR_FAMILIES);
    register(this.#ofRuns, this.#runs, FAMILIES_OF_RUNS);
  }

  /**
   * A run is about to be opened: its events are gathered from here on, and shown once `runOpened` is called.
   */
  runOpening(manifest: Manifest): (event: RunEvent) => void {
    const { run } = manifest;
    const alive = (worker: string, lastSeenAt: number) => this.#fleet.alive(worker, lastSeenAt, this.#now());
    const state = new RunState(manifest, this.#now, alive, this.#stamp);
    this.#runs.opening(state, new QueueWatch(() => this.#askQueue(run)));
    const early: RunEvent[] = [];
    this.#early.set(run, early);
    return (event) => {
      state.apply(event);
      if (this.#early.get(run) === early) early.push(event);
      else this.#counts.count(run, event);
      if (event.kind === 'began' || event.kind === 'progress') this.#fleet.heard(event.worker, this.#now());
      if (event.kind === 'done') this.#active.settled(run, this.#now());
    };
  }

  /** The run's ledger has been read. */
  runOpened(run: string): void {
    const state = this.#runs.opened(run);
    this.#counts.begin(run);
    for (const event of this.#early.get(run) ?? []) this.#counts.count(run, event);
    this.#early.delete(run);
    // One that was done before it was taken up has said so already.
    if (state && !state.complete) this.#active.opened(run);
  }

  /**
   * The run is not served here any more. One that is complete stays in sight for a while, so that a last
   * scrape sees how it ended; nothing is shown of another, which stands still here. `active`: whether
   * somebody is to go on with it.
   */
  runClosed(run: string, active: boolean): void {
    this.#early.delete(run);
    const complete = this.#runs.isComplete(run);
    this.#runs.closed(run);
    if (complete) return;
    if (active) this.#active.left(run);
    else this.#active.settled(run, this.#now());
  }

  heartbeat(heartbeat: Heartbeat): void {
    this.#fleet.heartbeat(heartbeat, this.#now());
  }

  /** A worker's call was answered. `code`: gRPC's name of the status, `OK` for success. */
  callAnswered(method: string, code: string, seconds: number): void {
    this.#calls.inc({ method, code });
    this.#callSeconds.observe({ method }, seconds);
  }

  /** Everything, in Prometheus's text format. */
  async text(): Promise<string> {
    await this.#runs.refresh();
    const parts = [this.#process, ...(this.#isAny() ? [this.#ofRuns] : [])];
    return `${(await Promise.all(parts.map((part) => part.metrics()))).join('\n').trimEnd()}\n`;
  }

  /** Every metric that `text` has, or can have: of this process, and of its runs. */
  describe(): { readonly process: MetricDescription[]; readonly run: MetricDescription[] } {
    return { process: describe(this.#process), run: describe(this.#ofRuns) };
  }

  #isAny(): boolean {
    for (const _ of this.#runs) return true;
    return false;
  }
}
