import type { ServerReadableStream } from '@grpc/grpc-js';
import type { Progress__Output } from '../../proto/generated/fanout/v1/Progress.ts';
import type { ReportReply } from '../../proto/generated/fanout/v1/ReportReply.ts';
import { type Metric, type Metrics, metricOf } from '../../proto/metrics.ts';
import { trialsOfPack } from '../../proto/packs.ts';
import type { TrialProgress } from '../run/events.ts';
import type { Run } from '../run/run.ts';
import { admittedOrDropped } from './door.ts';

/**
 * Passes a worker's progress on to its run. What makes no sense is left out: progress is for the eye, and
 * lossy anyway.
 */
export function receiveProgress(
  call: ServerReadableStream<Progress__Output, ReportReply>,
  runOf: (id: string) => Run | undefined,
  mayReport: (progress: Progress__Output) => boolean,
): void {
  call.on('data', (progress: Progress__Output) => {
    const admitted = admittedOrDropped('Report', progress);
    const run = admitted && runOf(progress.run);
    if (!run || !mayReport(progress)) return;
    const worker = progress.worker!.worker;
    const trials = trialsOfPack(progress.pack)!.filter((trial) => trial < run.manifest.trials);
    if (trials.length === 0) return;
    run.events.emit({
      kind: 'progress',
      pack: progress.pack,
      worker,
      step: progress.step,
      steps: progress.steps,
      examples: progress.examples,
      examplesPerSecond: progress.examplesPerSecond,
      trials: (progress.trials ?? [])
        .filter(({ trial }) => trials.includes(trial))
        .map((own) => toTrialProgress(own, run.manifest.study.metrics)),
    });
  });
  // A worker that vanishes ends its stream with an error; its lease tells the rest.
  call.on('error', () => undefined);
}

function toTrialProgress(
  { trial, epoch, metrics }: Progress__Output['trials'][number],
  declared: readonly Metric[],
): TrialProgress {
  return {
    trial,
    ...(epoch === undefined ? {} : { epoch }),
    ...(metrics && Object.keys(metrics).length > 0 ? { metrics: plausible(metrics, declared) } : {}),
  };
}

/** Without what the study says cannot be. */
function plausible(metrics: Metrics, declared: readonly Metric[]): Metrics {
  const possible = ([name, value]: readonly [string, number]) => {
    const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = metricOf(declared, name);
    return Number.isFinite(value) && value >= least && value <= most;
  };
  return Object.fromEntries(Object.entries(metrics).filter(possible));
}
