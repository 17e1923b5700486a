import type { Trial, VerdictOptions } from '../../analysis/options.ts';
import { csvRows } from '../../datasets/csv.ts';

/** What a table tells beside its values, if it is one that fanout wrote (`results.csv`). */
export interface TableFacts
  extends Required<Pick<VerdictOptions, 'missing' | 'resplit'>>,
    Pick<VerdictOptions, 'examples' | 'majorityShare'> {}

/**
 * Facts of a table that `parseObservations` takes: the trials that failed (`status`), the validation examples over all folds (`examples`),
 * the share of the commonest class (`chance`) and whether folds were drawn anew for each seed (`resplit`). A column that is not there tells
 * nothing. Pure.
 */
export function factsOf(text: string, factor: string): TableFacts {
  const [header, ...rows] = csvRows(text);
  const names = (header?.cells ?? []).map((name) => name.trim());
  const at = (cells: readonly string[], name: string) => cells[names.indexOf(name)]?.trim() ?? '';
  const numbers = (name: string) =>
    rows.map(({ cells }) => at(cells, name)).filter((text) => text !== '' && Number.isFinite(Number(text)));
  const examples = new Set(numbers('examples').map(Number));
  const shares = numbers('chance').map(Number);
  return {
    missing: rows.flatMap(({ cells }): Trial[] =>
      at(cells, 'status').toLowerCase() === 'failed'
        ? [{ group: at(cells, factor), fold: Number(at(cells, 'fold')), seed: Number(at(cells, 'seed')) }]
        : [],
    ),
    resplit: rows.length > 0 && rows.every(({ cells }) => at(cells, 'resplit') === 'true'),
    ...(examples.size === 1 ? { examples: [...examples][0]! } : {}),
    ...(shares.length > 0
      ? { majorityShare: shares.reduce((sum, own) => sum + own, 0) / shares.length }
      : {}),
  };
}
