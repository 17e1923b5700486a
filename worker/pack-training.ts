/**
 * A pack that the coordinator lets this worker train: the trainer trains it, and each result is completed.
 */
import { FanoutError } from '../proto/errors.ts';
import type { BeginReply__Output } from '../proto/generated/fanout/v1/BeginReply.ts';
import { type TrialReport, toMessage } from '../proto/outcome-message.ts';
import type { PackMessage } from '../proto/queue.ts';
import type { Trial } from '../study/grid.ts';
import { foldOf, type Manifest } from '../study/manifest.ts';
import { sayWhileWaiting } from '../waiting/long-wait.ts';
import type { Lease } from './lease.ts';
import type { WorkerMetrics } from './metrics/metrics.ts';
import { failureOf, packJob, resultsByTrial } from './pack-job.ts';
import { Reporter } from './reporter.ts';
import type { PackJob, TrainingObserver } from './trainers/trainer.ts';
import type { Workbench } from './workbench.ts';

/**
 * Trains the trials that `Begin` named, and completes each. Throws what the trainer or the coordinator
 * throws, OUTCOME_INVALID when a result is rejected, and where trials failed by themselves the error of one
 * of them, behind the completion of all others.
 */
export async function trainAndComplete(
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
  const reporter = new Reporter(() => bench.coordinator.report(), reported);
  try {
    const observer = observing(lease, reporter, bench.metrics);
    const results = await bench.trainer.run(job, observer, bench.signal);
    const seconds = (performance.now() - started) / 1000 / trials.length;
    lease.progress();
    for (const [trial, result] of resultsByTrial(job, results)) {
      if (result.log) await keepLog(bench, pack, job, { trial, text: result.log });
      if (result.status !== 'completed') continue;
      await complete(bench, pack, job, { trial, seconds, report: result.report });
      await bench.trainer.recorded?.(trial);
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
    what: (seconds) => `waiting for the data of run ${manifest.run} for ${seconds} s`,
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
  { manifest, attempt }: PackJob,
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
    foldSha256: foldOf(manifest, trial)?.validationSha256 ?? '',
    ...toMessage(report),
    seconds,
  });
  if (reply.recording === 'RECORDING_REJECTED') throw new FanoutError('OUTCOME_INVALID', reply.reason);
}

/** Sent before the outcome: whoever waits for the end of the run finds the log there. */
async function keepLog(
  { coordinator, worker }: Workbench,
  { run, pack }: PackMessage,
  { attempt }: PackJob,
  { trial, text }: { readonly trial: Trial; readonly text: Uint8Array },
): Promise<void> {
  await coordinator.keepLog({ run, pack, trial: trial.index, attempt, worker, text: Buffer.from(text) });
}
