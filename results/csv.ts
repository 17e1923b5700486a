import type { RunResults } from '../proto/results.ts';
import { factorWords } from '../report/wording/factor.ts';
import { csvText } from './csv-text.ts';

const COLUMNS = [
  'fold',
  'seed',
  'status',
  'accuracy',
  'loss',
  'findings',
  'attempt',
  'worker',
  'seconds',
  'reason',
  'examples',
  'chance',
];

/**
 * One line for each trial: the tidy form that notebooks and `fanout verdict` read. Crossed factors have a column each, and one for both.
 * `examples` (of the dataset), `chance` (share of the commonest class, where a trial did not learn) and `resplit` are what the verdict
 * needs beside the values. Pure.
 */
export function resultsCsv({ results, factors = [], dataset, resplit }: RunResults): string {
  const { column } = factorWords(factors);
  const crossed = factors.length > 1 ? factors.map(({ name }) => name) : [];
  const rows = results.map((result) => [
    factors.length === 1 ? (result.levels?.[column] ?? result.initializer) : result.initializer,
    ...crossed.map((name) => result.levels?.[name] ?? null),
    result.fold,
    result.seed,
    result.status,
    result.accuracy,
    result.loss,
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
  return csvText({ columns: [column, ...crossed, ...COLUMNS, ...(resplit ? ['resplit'] : [])], rows });
}
