import type { ServerReadableStream } from '@grpc/grpc-js';
import type { Progress__Output } from '../../proto/generated/fanout/v1/Progress.ts';
import type { ReportReply } from '../../proto/generated/fanout/v1/ReportReply.ts';
import { trialsOfPack } from '../../proto/packs.ts';
import type { TrialProgress } from '../run/events.ts';
import type { Run } from '../run/run.ts';
import { admittedOrDropped } from './door.ts';

/** Passes a worker's progress on to its run. What makes no sense is left out: progress is for the eye, and lossy anyway. */
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
      images: progress.images,
      imagesPerSecond: progress.imagesPerSecond,
      trials: (progress.trials ?? []).filter(({ trial }) => trials.includes(trial)).map(toTrialProgress),
    });
  });
  // A worker that vanishes ends its stream with an error; its lease tells the rest.
  call.on('error', () => undefined);
}

function toTrialProgress(progress: Progress__Output['trials'][number]): TrialProgress {
  const { trial, epoch, accuracy, loss, trainLoss } = progress;
  return {
    trial,
    ...(epoch === undefined ? {} : { epoch }),
    ...(accuracy !== undefined && accuracy >= 0 && accuracy <= 1 ? { accuracy } : {}),
    ...(loss !== undefined && Number.isFinite(loss) ? { loss } : {}),
    ...(trainLoss !== undefined && Number.isFinite(trainLoss) ? { trainLoss } : {}),
  };
}
