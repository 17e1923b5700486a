import type { CompleteRequest__Output } from '../../proto/generated/fanout/v1/CompleteRequest.ts';
import { fromMessage } from '../../proto/outcome-message.ts';
import { trialsOfPack } from '../../proto/packs.ts';
import { trialAt } from '../../study/grid.ts';
import { foldOf, type Manifest } from '../../study/manifest.ts';
import type { Outcome } from '../ledger/outcome.ts';
import { validateReport } from './validate-report.ts';
import { isWorkerName } from './worker-name.ts';

/**
 * What a worker reported, as an outcome, or the reason why it cannot be true: a trial that the manifest does
 * not have or the pack does not hold, another fold than was asked for, a missing or impossible metric. A
 * metric that is not finite is legitimate only with a finding that says so. Pure.
 */
export function validateCompletion(
  manifest: Manifest,
  request: CompleteRequest__Output,
  now: Date,
): Outcome | string {
  const { study } = manifest;
  if (request.run !== manifest.run) return `it is for run ${quoted(request.run)}, this is ${manifest.run}`;
  if (request.trial >= manifest.trials)
    return `trial ${request.trial} is not in the manifest, which has ${manifest.trials}`;
  if (!trialsOfPack(request.pack)?.includes(request.trial)) {
    return `trial ${request.trial} is not in pack ${quoted(request.pack)}`;
  }
  const worker = request.worker?.worker ?? '';
  if (!isWorkerName(worker)) return `worker ${quoted(worker)} is not a valid name`;
  if (request.attempt < 1) return `attempt ${request.attempt} must be at least 1`;
  const trial = trialAt(study, request.trial);
  const pinned = foldOf(manifest, trial)?.validationSha256 ?? '';
  if (request.foldSha256 !== pinned) {
    return `fold ${trial.fold} has validation checksum ${pinned}, found ${quoted(request.foldSha256)}`;
  }
  const { seconds } = request;
  if (seconds === undefined || !Number.isFinite(seconds) || seconds < 0)
    return `seconds must be at least 0, found ${seconds}`;
  const valid = validateReport(manifest, trial, fromMessage(request));
  if (typeof valid === 'string') return valid;
  return {
    trial: trial.index,
    key: trial.key,
    status: 'completed',
    attempt: request.attempt,
    worker,
    backend: (request.worker?.backend ?? '').slice(0, 128),
    ...valid,
    seconds,
    recordedAt: now.toISOString(),
  };
}

/** Text from outside, made fit for a message. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
