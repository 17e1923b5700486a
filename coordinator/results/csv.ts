import type { RunResults } from '../../proto/results.ts';

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

/** One line for each trial, RFC 4180: the tidy form that notebooks and `fanout verdict` read. Pure. */
export function resultsCsv({ results }: RunResults): string {
  const lines = results.map((result) =>
    [
      result.initializer,
      result.fold,
      result.seed,
      result.status,
      result.accuracy ?? '',
      result.loss ?? '',
      result.findings.map((finding) => finding.kind).join(' '),
      result.attempt,
      result.worker,
      result.seconds,
      result.reason ?? '',
    ]
      .map(cell)
      .join(','),
  );
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

/** Quoted where needed. What a spreadsheet would take for a formula is defused by a leading apostrophe. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
