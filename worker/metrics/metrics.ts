/**
 * All metrics of a worker, behind verbs. What the trainer and the process know is read off them when somebody
 * asks; only what would be gone by then is counted here, between two turns of training.
 */
import { Counter, Histogram, Registry } from 'prom-client';
import type { ConnectionState } from '../../connection/connection-state.ts';
import type { WorkerStateName } from '../../proto/worker-state.ts';
import type { Manifest } from '../../study/manifest.ts';
import { describe, type MetricDescription } from '../../telemetry/describe.ts';
import type { Readiness } from '../../telemetry/endpoints.ts';
import { register } from '../../telemetry/family.ts';
import { PROCESS_FAMILIES } from '../../telemetry/process-families.ts';
import type { StepsTaken, Trainer } from '../trainers/trainer.ts';
import { type AskGpus, GpuWatch, nvidiaSmi } from './gpus.ts';
import { WORKER_FAMILIES } from './worker-families.ts';

export interface WorkerMetricsOptions {
  /** Of fanout. */
  readonly version: string;
  /** The run that it works for. */
  readonly run: string;
  /** Asks the driver about the GPUs; absent: `nvidia-smi`. */
  readonly askGpus?: AskGpus;
  /** Unix time in milliseconds; absent: the machine's clock. */
  readonly now?: () => number;
}

/** From a step of a small model on a good GPU to one of a large model on a slow core, in seconds. */
const STEP_SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
];
const WAIT_SECONDS = [0.05, 0.25, 1, 2.5, 5, 10, 30, 60, 150, 300, 600, 1800, 3600, 10_800, 43_200];

export class WorkerMetrics {
  readonly #registry = new Registry();
  readonly #now: () => number;
  readonly #askGpus: AskGpus;
  #state: WorkerStateName = 'starting';
  #trainer: Trainer | undefined;
  #connection: ConnectionState | undefined;
  #gpus: GpuWatch | undefined;
  #manifest: Manifest | undefined;

  readonly #stepSeconds = new Histogram({
    name: 'fanout_worker_step_seconds',
    help: 'Wall-clock time of a training step of a pack, as the mean over some steps in a row: engines do several at once. Waits for data and evaluations left out.',
    buckets: STEP_SECONDS,
    registers: [this.#registry],
  });
  readonly #waitSeconds = new Histogram({
    name: 'fanout_worker_pack_wait_seconds',
    help: 'Time from the publication of a pack until this worker received it, of packs given out for the first time.',
    buckets: WAIT_SECONDS,
    registers: [this.#registry],
  });
  readonly #examples = this.#counter(
    'fanout_worker_examples_trained_total',
    'Training examples, counted once for each trial of the pack, repeated attempts counted in.',
  );
  readonly #dataSeconds = this.#counter(
    'fanout_worker_data_wait_seconds_total',
    'Time in which training waited for a batch. Near 0 with a dataset in memory; with shards it says whether they come fast enough.',
  );
  readonly #received = this.#counter(
    'fanout_worker_packs_received_total',
    'Packs that this worker received from the queue.',
  );
  readonly #redelivered = this.#counter(
    'fanout_worker_packs_redelivered_total',
    'Packs among them that had been given out before, to this worker or another.',
  );

  constructor({ version, run, askGpus = nvidiaSmi, now = Date.now }: WorkerMetricsOptions) {
    this.#now = now;
    this.#askGpus = askGpus;
    const ofProcess = { role: 'worker', version, connection: () => this.#connection } as const;
    register(this.#registry, ofProcess, PROCESS_FAMILIES);
    const facts = {
      run,
      manifest: () => this.#manifest,
      state: () => this.#state,
      trainer: () => this.#trainer,
      gpus: () => this.#gpus?.gpus ?? [],
    };
    register(this.#registry, facts, WORKER_FAMILIES);
  }

  /** What must hold for packs to be trained. */
  get readiness(): Readiness {
    return { engine: this.#trainer !== undefined, nats: this.#connection?.connected ?? false };
  }

  trainerOpened(trainer: Trainer): void {
    this.#trainer = trainer;
    if (trainer.description.usesGpu) this.#gpus = new GpuWatch(this.#askGpus);
  }

  connected(connection: ConnectionState): void {
    this.#connection = connection;
  }

  becomes(state: WorkerStateName): void {
    this.#state = state;
  }

  /** `publishedAt`: Unix time in milliseconds, by the clock of NATS. */
  packReceived({
    publishedAt,
    redelivered,
  }: {
    readonly publishedAt: number;
    readonly redelivered: boolean;
  }): void {
    this.#received.inc();
    if (redelivered) this.#redelivered.inc();
    // The clocks of two machines differ a little: a wait is never below 0.
    else this.#waitSeconds.observe(Math.max(0, this.#now() - publishedAt) / 1000);
  }

  runLoaded(manifest: Manifest): void {
    this.#manifest = manifest;
  }

  stepsTaken({ taken, examples, seconds, waitedSeconds }: StepsTaken): void {
    for (let step = 0; step < taken; step++) this.#stepSeconds.observe(seconds / taken);
    this.#examples.inc(examples);
    this.#dataSeconds.inc(waitedSeconds);
  }

  /**
   * Everything, in Prometheus's text format. Never waits for a GPU's driver: its figures are those of the
   * last answer.
   */
  async text(): Promise<string> {
    this.#gpus?.refresh();
    return `${(await this.#registry.metrics()).trimEnd()}\n`;
  }

  /** Every metric that `text` has, or can have. */
  describe(): MetricDescription[] {
    return describe(this.#registry);
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers: [this.#registry] });
  }
}
