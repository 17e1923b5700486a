import type { fromMessage } from '../../proto/outcome-message.ts';
import { armAt, type Trial } from '../../study/grid.ts';
import { foldOf, isNetworkRun, type Manifest, type NetworkManifest } from '../../study/manifest.ts';
import { settingsOf, type Training } from '../../study/study.ts';
import type { Outcome } from '../ledger/outcome.ts';
import { validateFindings } from './validate-findings.ts';
import { validateLayers } from './validate-layers.ts';
import { validateMetrics } from './validate-metrics.ts';
import { validateProgramReport } from './validate-program-report.ts';

/** What a completed trial came to, as it can be kept. */
export type ValidReport = Pick<Outcome, 'metrics' | 'history' | 'findings' | 'layers'>;

/**
 * What is said that a trial of the manifest came to, as it can be kept, or the reason why it cannot be true:
 * a metric, a finding or a layer that this trial cannot have, or a metric that is missing or not finite
 * without a finding that says so. Pure.
 */
export function validateReport(
  manifest: Manifest,
  trial: Trial,
  report: ReturnType<typeof fromMessage>,
): ValidReport | string {
  return isNetworkRun(manifest)
    ? validateNetworkReport(manifest, trial, report)
    : validateProgramReport(manifest.study, report);
}

/** The epochs that a trial must tell of: all, or, where it may stop early, as many as it tells of. */
function epochsTrained(
  { epochs, earlyStopping }: Training,
  history: Readonly<Record<string, readonly unknown[]>>,
): number {
  if (earlyStopping === undefined) return epochs;
  const told = Object.values(history)[0]?.length ?? epochs;
  return Math.min(Math.max(told, 1), epochs);
}

function validateNetworkReport(
  manifest: NetworkManifest,
  trial: Trial,
  report: ReturnType<typeof fromMessage>,
): ValidReport | string {
  const { study } = manifest;
  const settings = settingsOf(study, armAt(study, trial.index));
  const epochs = epochsTrained(settings.training, report.history);
  const valid = validateMetrics(study.metrics, epochs, report);
  if (typeof valid === 'string') return valid;
  const findings = validateFindings(report.findings, {
    settings,
    shape: manifest.dataset.shape,
    examples: foldOf(manifest, trial)!.train,
  });
  if (typeof findings === 'string') return findings;
  if (valid.silent && !findings.some(({ kind }) => kind === 'diverged'))
    return 'a metric is missing or not finite, and no finding says that the trial diverged';
  const layers = validateLayers(settings, manifest, report.layers);
  if (typeof layers === 'string') return layers;
  const { metrics, history } = valid;
  return { metrics, history, findings, ...(layers.length === 0 ? {} : { layers }) };
}
