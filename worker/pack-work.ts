/**
 * A worker's work on one message of the queue: begin → train → complete each trial → acknowledge, last.
 * Whatever goes wrong is told to the coordinator, which decides what follows; if that cannot be reached, the
 * message comes back by its lease.
 */

import type { JsMsg } from '@nats-io/jetstream';
import { asFanoutError, FanoutError } from '../proto/errors.ts';
import type { BeginReply__Output } from '../proto/generated/fanout/v1/BeginReply.ts';
import type { WorkerId } from '../proto/generated/fanout/v1/WorkerId.ts';
import { sayWhileWaiting } from '../proto/long-wait.ts';
import { type TrialReport, toMessage } from '../proto/outcome-message.ts';
import { decodePackMessage, type PackMessage } from '../proto/queue.ts';
import { foldPlace, type Trial } from '../study/grid.ts';
import type { Manifest } from '../study/manifest.ts';
import type { CoordinatorClient } from './coordinator-client.ts';
import type { Lease } from './lease.ts';
import type { WorkerMetrics } from './metrics/metrics.ts';
import { failureOf, packJob } from './pack-job.ts';
import { Reporter } from './reporter.ts';
import type { PackJob, Trainer, TrainingObserver } from './trainers/trainer.ts';

/** What a worker works with. */
export interface Workbench {
  readonly coordinator: CoordinatorClient;
  readonly trainer: Trainer;
  readonly worker: WorkerId;
  /** Aborted when the worker is to hand back what it holds. */
  readonly signal: AbortSignal;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
  readonly metrics: WorkerMetrics;
  readonly onState: (state: 'loading' | 'training' | 'idle') => void;
  /** Of the run that the trainer was prepared for. */
  manifest?: Manifest;
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
  { trials, attempt }: BeginReply__Output,
  lease: Lease,
): Promise<void> {
  bench.onState('loading');
  const manifest = await prepared(bench, pack.run);
  const job = packJob(manifest, trials, attempt);
  lease.progress();
  bench.onState('training');
  const started = performance.now();
  bench.log('training a pack', { pack: pack.pack, trials: trials.length, attempt });
  const reported = { run: pack.run, pack: pack.pack, worker: bench.worker, attempt, trials };
  const reporter = new Reporter(bench.coordinator.report(), reported);
  try {
    const observer = observing(lease, reporter, bench.metrics);
    const results = await bench.trainer.run(job, observer, bench.signal);
    const seconds = (performance.now() - started) / 1000 / trials.length;
    lease.progress();
    for (const [place, result] of results.entries()) {
      if (result.status !== 'completed') continue;
      await complete(bench, pack, job, { trial: job.trials[place]!, seconds, report: result.report });
    }
    const failure = failureOf(results);
    if (failure) throw failure;
    bench.log('a pack is done', { pack: pack.pack, seconds: Number((seconds * trials.length).toFixed(3)) });
  } finally {
    reporter.end();
  }
}

/** The manifest of a run for whose packs the trainer is prepared. */
async function prepared(bench: Workbench, run: string): Promise<Manifest> {
  if (bench.manifest?.run === run) return bench.manifest;
  const manifest = await bench.coordinator.getRun(run);
  bench.metrics.runLoaded(manifest);
  await sayWhileWaiting(bench.trainer.prepare(manifest, bench.signal), {
    what: (seconds) => `waiting for the dataset ${manifest.dataset.name} for ${seconds} s`,
    say: bench.log,
  });
  bench.manifest = manifest;
  return manifest;
}

/** Whatever training tells renews the lease; steps are also measured, and the coordinator hears of them. */
function observing(lease: Lease, reporter: Reporter, metrics: WorkerMetrics): TrainingObserver {
  return {
    onSteps(steps) {
      lease.progress();
      metrics.stepsTaken(steps);
      reporter.onSteps(steps);
    },
    onEpochs(ended) {
      lease.progress();
      reporter.onEpochs(ended);
    },
    onProgress: () => lease.progress(),
  };
}

async function complete(
  bench: Workbench,
  pack: PackMessage,
  { manifest: { study, folds }, attempt }: PackJob,
  {
    trial,
    seconds,
    report,
  }: { readonly trial: Trial; readonly seconds: number; readonly report: TrialReport },
): Promise<void> {
  const reply = await bench.coordinator.complete({
    run: pack.run,
    pack: pack.pack,
    trial: trial.index,
    attempt,
    worker: bench.worker,
    foldSha256: folds[foldPlace(study, trial)]!.validationSha256,
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
