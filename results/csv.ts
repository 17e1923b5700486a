import type { Metric, Objective } from '../proto/metrics.ts';
import { factorWords } from '../report/wording/factor.ts';
import { csvText } from './csv-text.ts';
import type { RunResults, TrialResult } from './results.ts';

const BEFORE = ['fold', 'seed', 'status'];
const BEHIND = ['findings', 'attempt', 'worker', 'seconds', 'reason', 'examples', 'chance'];

/**
 * One line for each trial, one column for each metric: the tidy form that notebooks and `fanout verdict`
 * read. Crossed factors have a column each, and one for both. `examples` (of the dataset), `chance` (share of
 * the commonest class, where a trial did not learn) and `resplit` are what the verdict needs beside the
 * values. Pure.
 */
export function resultsCsv({ results, factors, dataset, resplit, metrics, objective }: RunResults): string {
  const { column } = factorWords(factors);
  const crossed = factors.length > 1 ? factors.map(({ name }) => name) : [];
  const names = namesOf(results, metrics, objective);
  const rows = results.map((result) => [
    factors.length === 1 ? (result.levels[column] ?? result.arm) : result.arm,
    ...crossed.map((name) => result.levels[name] ?? null),
    result.fold,
    result.seed,
    result.status,
    ...names.map((name) => result.metrics[name] ?? null),
    result.findings.map((finding) => finding.kind).join(' '),
    result.attempt,
    result.worker,
    result.seconds,
    result.reason ?? null,
    dataset.examples,
    result.findings.flatMap((finding) => (finding.kind === 'did_not_learn' ? [finding.chance] : []))[0] ??
      null,
    ...(resplit ? ['true'] : []),
  ]);
  const columns = [column, ...crossed, ...BEFORE, ...names, ...BEHIND, ...(resplit ? ['resplit'] : [])];
  return csvText({ columns, rows });
}

/**
 * Names of all metrics: the objective, the others of the study, then what else trials reported, by the
 * alphabet.
 */
function namesOf(
  results: readonly TrialResult[],
  declared: readonly Metric[],
  { metric }: Objective,
): readonly string[] {
  const reported = new Set(results.flatMap(({ metrics }) => Object.keys(metrics)));
  return [...new Set([metric, ...declared.map(({ name }) => name), ...[...reported].sort()])];
}
