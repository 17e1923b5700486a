import { LARGEST_ENTRY } from '../../proto/entries.ts';
import type { Finding } from '../../proto/findings.ts';
import type { Metric } from '../../proto/metrics.ts';
import type { fromMessage } from '../../proto/outcome-message.ts';
import { EPOCH_LIMIT, type Study } from '../../study/study.ts';
import type { Outcome } from '../ledger/outcome.ts';
import { misnamed } from './validate-metrics.ts';

type Report = ReturnType<typeof fromMessage>;

/** Bytes of an outcome beside its metrics and findings. */
const BYTES_AROUND = 8192;

/**
 * What a program's trial is said to have come to, as it can be kept, or the reason why it cannot be true: a
 * name that no metric can have, too many of them, lists of different lengths or beyond 10,000 epochs, more
 * than an entry of the ledger holds, a value beyond what the study says that the metric can be, an objective
 * that is missing or not finite without a finding that says that it diverged, any other finding. Pure.
 */
export function validateProgramReport(
  { metrics: declared, objective }: Pick<Study, 'metrics' | 'objective'>,
  { metrics, history, findings, layers }: Report,
): Pick<Outcome, 'metrics' | 'history' | 'findings'> | string {
  const reason = misnamed(metrics) ?? misnamed(history) ?? badLengths(history);
  if (reason !== undefined) return reason;
  if (layers.length > 0) return 'it has samples of layers, and its trials are of a program';
  for (const metric of declared) {
    const beyond = [...(history[metric.name] ?? []), metrics[metric.name]].find((value) =>
      isBeyond(metric, value),
    );
    if (beyond !== undefined && beyond !== null) return rangeText(metric, beyond);
  }
  const valid = divergence(findings);
  if (typeof valid === 'string') return valid;
  if (!Number.isFinite(metrics[objective.metric]) && valid.length === 0)
    return `${objective.metric} is missing or not finite, and no finding says that the trial diverged`;
  const finite = Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
  const result = { metrics: finite, history, findings: valid };
  return Buffer.byteLength(JSON.stringify(result)) > LARGEST_ENTRY - BYTES_AROUND
    ? 'its metrics are more than the ledger keeps of a trial, 1 MiB: report fewer epochs or fewer metrics'
    : result;
}

function badLengths(history: Report['history']): string | undefined {
  const lengths = Object.values(history).map((values) => values.length);
  if (new Set(lengths).size > 1)
    return `it has metrics of ${Math.min(...lengths)} and of ${Math.max(...lengths)} epochs`;
  return lengths[0]! > EPOCH_LIMIT
    ? `it has ${lengths[0]} epochs, at most ${EPOCH_LIMIT} are taken`
    : undefined;
}

function isBeyond({ least = -Infinity, most = Infinity }: Metric, value: number | null | undefined): boolean {
  return typeof value === 'number' && (value < least || value > most);
}

function rangeText({ name, scale, least, most }: Metric, found: number): string {
  const text = `${name} must be ${least} to ${most ?? 'any number'}, found ${found}`;
  return scale === 'share'
    ? `${text}: report a share of 1, not per cent, or set objective.scale to plain`
    : text;
}

/** The finding that it diverged, if that is all that was found. */
function divergence(findings: Report['findings']): Finding[] | string {
  if (findings.length > 1) return `it has ${findings.length} findings, a program's trial has at most one`;
  const [finding] = findings;
  if (finding === undefined) return findings.length === 0 ? [] : 'a finding is not one of the known kinds';
  if (finding.kind !== 'diverged') return `its finding ${finding.kind} is of networks alone`;
  const { step } = finding;
  return Number.isInteger(step) && step >= 0 && step < 2 ** 31
    ? [finding]
    : `its finding diverged must be of a step from 0 on, found ${step}`;
}
