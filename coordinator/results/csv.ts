import type { RunResults } from '../../proto/results.ts';
import { csvText } from '../files/csv.ts';

const COLUMNS = [
  'initializer',
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
];

/** One line for each trial: the tidy form that notebooks and `fanout verdict` read. Pure. */
export function resultsCsv({ results }: RunResults): string {
  const rows = results.map((result) => [
    result.initializer,
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
  ]);
  return csvText({ columns: COLUMNS, rows });
}
