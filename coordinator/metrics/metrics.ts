/**
 * All metrics of the coordinator, behind verbs. Those of a run are read off its state; what only this
 * process can count is counted here. Nothing of a run is shown before its ledger has been read, so that a
 * restart never looks like a fresh start.
 */
import { Counter, Histogram, Registry } from 'prom-client';
import type { ConnectionState } from '../../connection/connection-state.ts';
import type { Manifest } from '../../study/manifest.ts';
import { describe, describeFamilies, type MetricDescription } from '../../telemetry/describe.ts';
import { register } from '../../telemetry/family.ts';
import { PROCESS_FAMILIES } from '../../telemetry/process-families.ts';
import type { Outcome } from '../ledger/outcome.ts';
import type { RunEvent } from '../run/events.ts';
import { RunState } from '../run-state/run-state.ts';
import type { Heartbeat } from '../service/heartbeat.ts';
import type { StorageState } from '../storage/watch.ts';
import { ActiveRuns } from './active-runs.ts';
import { COORDINATOR_FAMILIES } from './coordinator-families.ts';
import { Fleet } from './fleet.ts';
import { type QueueFigures, QueueWatch } from './queue.ts';
import { RUN_FAMILIES } from './run-families.ts';

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

const DURATIONS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500];

export class CoordinatorMetrics {
  readonly #process = new Registry();
  readonly #run = new Registry();
  readonly #fleet = new Fleet();
  readonly #active = new ActiveRuns();
  readonly #now: () => number;
  /** Unix time in seconds of a moment of `now`. */
  readonly #stamp: (at: number) => number;
  readonly #askQueue: (run: string) => Promise<QueueFigures>;
  #queue: QueueWatch | undefined;
  /** The run that was opened last. */
  #runState: RunState | undefined;
  #open = false;

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
  readonly #trialSeconds = new Histogram({
    name: 'fanout_trial_duration_seconds',
    help: 'Training and evaluation time of a completed trial: its pack’s, divided by the trials of the pack. From the ledger.',
    buckets: DURATIONS,
    registers: [this.#run],
  });
  readonly #packTrials = new Histogram({
    name: 'fanout_pack_trials',
    help: 'Trials in a pack that a worker began, seen by this process.',
    buckets: [1, 2, 3, 4, 5, 6, 7, 8, 10, 16, 32, 64],
    registers: [this.#run],
  });
  readonly #examples = this.#counter(
    'fanout_examples_trained_total',
    'Training examples that workers reported to this process, repeated attempts counted in. Progress is lossy: a lower bound.',
  );
  readonly #retried = this.#counter(
    'fanout_trials_begun_again_total',
    'Trials begun as a second or later attempt, seen by this process.',
  );
  readonly #duplicates = this.#counter(
    'fanout_duplicate_outcomes_total',
    'Outcomes that came for a trial which had one, and were dropped, seen by this process.',
  );
  readonly #rejected = this.#counter(
    'fanout_rejected_outcomes_total',
    'Outcomes that could not be true and were not recorded, seen by this process.',
  );
  readonly #splits = this.#counter(
    'fanout_packs_split_total',
    'Packs that were given out again in smaller ones, seen by this process.',
  );
  readonly #republished = this.#counter(
    'fanout_trials_published_total',
    'Trials put into the queue because neither ledger nor queue had them, those of the start counted in.',
  );
  readonly #released = new Counter({
    name: 'fanout_packs_released_total',
    help: 'Packs that a worker handed back without outcomes, by the code of the error catalogue, seen by this process.',
    labelNames: ['code'],
    registers: [this.#run],
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
    const queue = () => this.#queue?.figures;
    const facts = { fleet: this.#fleet, active: this.#active, now, stamp: this.#stamp, queue, storage };
    register(this.#process, facts, COORDINATOR_FAMILIES);
  }

  /**
   * A run is about to be opened: its events are gathered from here on, and shown once `runOpened` is called.
   * One run at a time.
   */
  runOpening(manifest: Manifest): (event: RunEvent) => void {
    const alive = (worker: string, lastSeenAt: number) => this.#fleet.alive(worker, lastSeenAt, this.#now());
    const runState = new RunState(manifest, this.#now, alive, this.#stamp);
    this.#runState = runState;
    this.#queue = new QueueWatch(() => this.#askQueue(manifest.run));
    this.#open = false;
    this.#run.resetMetrics();
    for (const { name } of RUN_FAMILIES) this.#run.removeSingleMetric(name);
    register(this.#run, runState, RUN_FAMILIES);
    return (event) => {
      runState.apply(event);
      this.#count(event);
      if (event.kind === 'done') this.#active.settled(manifest.run, this.#now());
    };
  }

  /** The run's ledger has been read. */
  runOpened(): void {
    this.#open = true;
    // One that was done before it was taken up has said so already.
    if (this.#runState && !this.#runState.complete) this.#active.opened(this.#runState.manifest.run);
  }

  /**
   * The run is not served here any more. One that is complete stays in sight until the next is opened, so
   * that a last scrape sees how it ended; nothing is shown of another, which stands still here. `active`:
   * whether somebody is to go on with it.
   */
  runClosed(run: string, active: boolean): void {
    const shown = this.#runState?.manifest.run === run;
    if (shown && this.#runState?.complete) return;
    if (active) this.#active.left(run);
    else this.#active.settled(run, this.#now());
    if (!shown) return;
    this.#open = false;
    this.#queue = undefined;
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
    await this.#queue?.refresh();
    const parts = [this.#process, ...(this.#open ? [this.#run] : [])];
    return `${(await Promise.all(parts.map((part) => part.metrics()))).join('\n').trimEnd()}\n`;
  }

  /** Every metric that `text` has, or can have: of this process, and of its run. */
  describe(): { readonly process: MetricDescription[]; readonly run: MetricDescription[] } {
    const counted = describe(this.#run).filter(
      ({ name }) => !RUN_FAMILIES.some((each) => each.name === name),
    );
    return { process: describe(this.#process), run: [...describeFamilies(RUN_FAMILIES), ...counted] };
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers: [this.#run] });
  }

  #count(event: RunEvent): void {
    switch (event.kind) {
      case 'recorded':
        this.#timeTrial(event.outcome);
        break;
      case 'began':
        this.#packTrials.observe(event.trials.length);
        if (event.attempt > 1) this.#retried.inc(event.trials.length);
        this.#fleet.heard(event.worker, this.#now());
        break;
      case 'progress':
        this.#examples.inc(event.examples);
        this.#fleet.heard(event.worker, this.#now());
        break;
      case 'released':
        this.#released.inc({ code: event.code });
        break;
      case 'split':
        this.#splits.inc();
        break;
      case 'duplicate':
        this.#duplicates.inc();
        break;
      case 'rejected':
        this.#rejected.inc();
        break;
      case 'reconciled':
        this.#republished.inc(event.republished);
        break;
    }
  }

  #timeTrial({ status, seconds }: Outcome): void {
    if (status === 'completed') this.#trialSeconds.observe(seconds);
  }
}
