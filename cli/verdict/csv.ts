import type { Observation } from '../../analysis/blocks.ts';
import { CsvError, type CsvRow, csvRows } from '../../datasets/csv.ts';
import { FanoutError } from '../../proto/errors.ts';
import { shownText } from '../../proto/shown-text.ts';

/** Reads a table of results from elsewhere: a header, then one line for each value. */
export interface CsvOptions {
  /** Shown in messages. */
  readonly source: string;
  /** Column that holds the choice. */
  readonly factor: string;
  readonly value: string;
}

/** Observations of a CSV text (RFC 4180); columns: the factor, `fold`, `seed` (may be absent), the value, and `findings` if there. Pure. Throws USAGE with every mistake, each with its line. */
export function parseObservations(text: string, { source, factor, value }: CsvOptions): Observation[] {
  const [header, ...lines] = rowsOf(text);
  const column = (name: string) => header?.cells.indexOf(name) ?? -1;
  const missing = [factor, 'fold', value].filter((name) => column(name) < 0);
  if (!header || missing.length > 0) {
    throw invalid(source, [
      `${source}:1 has no column ${missing.map((name) => `"${name}"`).join(' and ')}; it has ${header?.cells.join(', ') || 'none'}`,
    ]);
  }
  const mistakes: string[] = [];
  const observations = lines.flatMap(({ cells, line }): Observation[] => {
    const at = (name: string) => cells[column(name)]?.trim() ?? '';
    const number = (name: string, text: string) => {
      if (text !== '' && Number.isFinite(Number(text))) return Number(text);
      mistakes.push(`${source}:${line} ${name} must be a finite number, found ${JSON.stringify(text)}`);
      return Number.NaN;
    };
    // A trial that failed has no value: it is missing, and no mistake.
    if (column('status') >= 0 && at('status') === 'failed') return [];
    const findings =
      column('findings') < 0
        ? []
        : at('findings')
            .split(' ')
            .filter((kind) => kind !== '');
    const seed = column('seed') < 0 ? 0 : number('seed', at('seed'));
    return [
      {
        group: at(factor),
        fold: number('fold', at('fold')),
        seed,
        value: number(value, at(value)),
        findings,
      },
    ];
  });
  if (observations.length === 0 && mistakes.length === 0) mistakes.push(`${source} has no values`);
  if (mistakes.length > 0) throw invalid(source, mistakes);
  return observations;
}

function invalid(source: string, mistakes: readonly string[]): FanoutError {
  const shown = mistakes.slice(0, 20).map((mistake) => `  ${shownText(mistake)}`);
  const more = mistakes.length > 20 ? [`  … and ${mistakes.length - 20} more`] : [];
  return new FanoutError(
    'USAGE',
    `${shownText(source)} is not a table of results:\n${[...shown, ...more].join('\n')}`,
    {
      hint: 'columns: the factor (--factor), fold, seed, and the value (--value)',
    },
  );
}

function rowsOf(text: string): CsvRow[] {
  try {
    return csvRows(text);
  } catch (error) {
    throw error instanceof CsvError ? invalid('the file', [error.message]) : error;
  }
}
