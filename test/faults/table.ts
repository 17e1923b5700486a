/** What came of a scenario. */
export interface Row {
  readonly fault: string;
  readonly injected: number;
  readonly trials: number;
  readonly lost: number;
  readonly recordedTwice: number;
  readonly extraAttempts: number;
  /** Milliseconds from the end of each fault to the next outcome. */
  readonly recoveries: readonly number[];
  /** Absent: as promised. */
  readonly problem?: string;
  readonly skipped?: string;
}

/** The summary, as people read it. Pure. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.fault,
    String(row.injected),
    String(row.trials),
    String(row.lost),
    String(row.recordedTwice),
    String(row.extraAttempts),
    seconds(row.recoveries, 0.5),
    seconds(row.recoveries, 0.99),
    row.skipped ? `skipped: ${row.skipped}` : (row.problem ?? 'as promised'),
  ]);
  const total = [
    'all',
    ...(['injected', 'trials', 'lost', 'recordedTwice', 'extraAttempts'] as const).map((column) =>
      String(rows.reduce((sum, row) => sum + row[column], 0)),
    ),
    seconds(
      rows.flatMap(({ recoveries }) => recoveries),
      0.5,
    ),
    seconds(
      rows.flatMap(({ recoveries }) => recoveries),
      0.99,
    ),
    '',
  ];
  const head = [
    'fault',
    'injected',
    'trials',
    'lost',
    'twice',
    'extra attempts',
    'recovery p50',
    'p99',
    'result',
  ];
  const lines = [head, ...cells, total];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const left = (column: number) => column === 0 || column === head.length - 1;
  const print = (line: readonly string[]) =>
    line
      .map((cell, column) => (left(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ');
  return lines.map((line) => print(line).trimEnd()).join('\n');
}

function seconds(values: readonly number[], quantile: number): string {
  if (values.length === 0) return '–';
  const sorted = [...values].sort((a, b) => a - b);
  return `${(sorted[Math.ceil(quantile * sorted.length) - 1]! / 1000).toFixed(1)} s`;
}
