/**
 * A worker's work on one message of the queue: begin → train → complete each trial → acknowledge, last.
 * Whatever goes wrong is told to the coordinator, which decides what follows; if that cannot be reached, the
 * message comes back by its lease.
 */

import type { JsMsg } from '@nats-io/jetstream';
import type { Engine } from '../engines/engine.ts';
import { asFanoutError, FanoutError } from '../proto/errors.ts';
import type { BeginReply__Output } from '../proto/generated/fanout/v1/BeginReply.ts';
import type { WorkerId } from '../proto/generated/fanout/v1/WorkerId.ts';
import { sayWhileWaiting } from '../proto/long-wait.ts';
import { type TrialReport, toMessage } from '../proto/outcome-message.ts';
import { decodePackMessage, type PackMessage } from '../proto/queue.ts';
import { armAt, foldPlace, trialAt } from '../study/grid.ts';
import { graphKey, settingsOf } from '../study/study.ts';
import type { CoordinatorClient } from './coordinator-client.ts';
import type { Lease } from './lease.ts';
import type { WorkerMetrics } from './metrics/metrics.ts';
import { type PreparedRun, prepareRun } from './prepare.ts';
import { Reporter } from './reporter.ts';
import { type TrainingObserver, trainPack } from './train.ts';

/** What a worker works with. */
export interface Workbench {
  readonly coordinator: CoordinatorClient;
  readonly engine: Engine;
  readonly worker: WorkerId;
  /** Aborted when the worker is to hand back what it holds. */
  readonly signal: AbortSignal;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
  readonly metrics: WorkerMetrics;
  readonly onState: (state: 'loading' | 'training' | 'idle') => void;
  /** The run whose data is loaded. */
  prepared?: PreparedRun;
}

/**
 * Works on a message to its end, and answers it. Throws only what a person has to mend on this machine (fault
 * `user`): the pack is handed back then, and this worker should take no other.
 */
export async function workOn(bench: Workbench, message: JsMsg, lease: Lease): Promise<void> {
  let pack: PackMessage | undefined;
  let attempt = 0;
  try {
    const { timestampNanos, redelivered } = message.info;
    bench.metrics.packReceived({ publishedAt: timestampNanos / 1e6, redelivered });
    pack = decodePackMessage(message.string());
    const begin = await bench.coordinator.begin({
      run: pack.run,
      pack: pack.pack,
      worker: bench.worker,
      delivery: message.info.deliveryCount,
    });
    attempt = begin.attempt;
    if (begin.decision === 'DECISION_TRAIN') await trainAndComplete(bench, pack, begin, lease);
    if (begin.decision === 'DECISION_RETURN') message.nak(1_000);
    else await acknowledge(message);
  } catch (thrown) {
    const error = bench.signal.aborted
      ? new FanoutError('INTERRUPTED', 'the worker is stopping')
      : asFanoutError(thrown);
    bench.log('could not finish a pack', { pack: pack?.pack, code: error.code, error: error.message });
    await handBack(bench, message, pack, attempt, error);
    if (error.fault === 'user') throw error;
  } finally {
    lease.release();
    bench.onState('idle');
  }
}

async function trainAndComplete(
  bench: Workbench,
  pack: PackMessage,
  begin: BeginReply__Output,
  lease: Lease,
): Promise<void> {
  bench.onState('loading');
  const run = await prepared(bench, pack.run);
  lease.progress();
  bench.onState('training');
  const started = performance.now();
  const { trials, attempt } = begin;
  bench.log('training a pack', { pack: pack.pack, trials: trials.length, attempt });
  const further = () => lease.progress();
  const reported = { run: pack.run, pack: pack.pack, worker: bench.worker, attempt, trials };
  const reporter = new Reporter(bench.coordinator.report(), reported, further, further);
  try {
    const observer = measured(reporter, bench.metrics, further);
    const reports = await trainPack(bench.engine, jobOf(run, trials), observer, bench.signal);
    const seconds = (performance.now() - started) / 1000 / trials.length;
    lease.progress();
    for (const [index, trial] of trials.entries())
      await complete(bench, pack, run, trial, attempt, seconds, reports[index]!);
    bench.log('a pack is done', { pack: pack.pack, seconds: Number((seconds * trials.length).toFixed(3)) });
  } finally {
    reporter.end();
  }
}

async function prepared(bench: Workbench, run: string): Promise<PreparedRun> {
  if (bench.prepared?.manifest.run !== run) {
    const manifest = await bench.coordinator.getRun(run);
    bench.metrics.runLoaded(manifest);
    bench.prepared = await sayWhileWaiting(prepareRun(manifest, bench.signal), {
      what: (seconds) => `waiting for the dataset ${manifest.dataset.name} for ${seconds} s`,
      say: bench.log,
    });
  }
  return bench.prepared;
}

/** The reporter, and what training takes measured. */
function measured(reporter: Reporter, metrics: WorkerMetrics, further: () => void): TrainingObserver {
  return {
    onStep: (progress) => reporter.onStep(progress),
    onTurn: (turn) => metrics.stepsTaken(turn),
    onEpoch: (epoch, trials) => reporter.onEpoch(epoch, trials),
    onEvaluated: further,
    onData: () => reporter.onData(),
  };
}

/**
 * The trials of a pack share block and graph; what differs is the initializer.
 */
function jobOf({ manifest, dataset, foldOf }: PreparedRun, indices: readonly number[]) {
  const { study } = manifest;
  const trials = indices.map((index) => trialAt(study, index));
  const { fold, seed } = trials[0]!;
  if (trials.some((trial) => trial.fold !== fold || trial.seed !== seed)) {
    throw new FanoutError(
      'TRIAL_UNKNOWN',
      `trials ${indices} do not share a fold and a seed, and cannot be one pack`,
    );
  }
  const settings = indices.map((index) => settingsOf(study, armAt(study, index)));
  if (new Set(settings.map(graphKey)).size > 1) {
    throw new FanoutError('TRIAL_UNKNOWN', `trials ${indices} do not share a graph, and cannot be one pack`);
  }
  return { study, dataset, fold: foldOf(trials[0]!), foldIndex: fold, seed, settings };
}

async function complete(
  bench: Workbench,
  pack: PackMessage,
  { manifest }: PreparedRun,
  trial: number,
  attempt: number,
  seconds: number,
  report: TrialReport,
): Promise<void> {
  const reply = await bench.coordinator.complete({
    run: pack.run,
    pack: pack.pack,
    trial,
    attempt,
    worker: bench.worker,
    foldSha256: manifest.folds[foldPlace(manifest.study, trialAt(manifest.study, trial))]!.validationSha256,
    ...toMessage(report),
    seconds,
  });
  if (reply.recording === 'RECORDING_REJECTED') throw new FanoutError('OUTCOME_INVALID', reply.reason);
}

/**
 * An acknowledgement that got lost costs a redelivery, which finds its trials recorded: nothing to insist on.
 */
async function acknowledge(message: JsMsg): Promise<void> {
  await message.ackAck({ timeout: 5_000 }).catch(() => false);
}

async function handBack(
  { coordinator, worker }: Workbench,
  message: JsMsg,
  pack: PackMessage | undefined,
  attempt: number,
  error: FanoutError,
): Promise<void> {
  // A message that names no pack helps nobody: it is taken out, and the reconciler publishes what is missing.
  if (!pack) return acknowledge(message);
  try {
    const { run, pack: name } = pack;
    const { decision } = await coordinator.release({
      run,
      pack: name,
      attempt,
      worker,
      code: error.code,
      reason: error.message,
    });
    if (decision === 'DECISION_DISCARD') await acknowledge(message);
    else message.nak(error.code === 'INTERRUPTED' ? 0 : 1_000);
  } catch {
    message.nak(error.code === 'INTERRUPTED' ? 0 : 5_000);
  }
}
