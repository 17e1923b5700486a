import type { Trial, VerdictOptions } from '../../../analysis/options.ts';
import type { Cell } from './cells.ts';
import { isMissing } from './figures.ts';
import type { Table } from './rows.ts';
import { countsAsValue } from './status.ts';

/** What a table tells beside its values. */
export interface TableFacts
  extends Required<Pick<VerdictOptions, 'missing' | 'resplit'>>,
    Pick<VerdictOptions, 'examples' | 'majorityShare' | 'names'> {
  /** How often the results were judged while seeds were added; absent: they were not. */
  readonly looks?: number;
  /** The margin of the study; absent: the table does not say. */
  readonly margin?: number;
}

/**
 * Facts of a table: the trials without a value, and, in a `results.csv` of fanout, the validation examples
 * over all folds (`examples`), the share of the commonest class (`chance`), whether folds were drawn anew for
 * each seed (`resplit`), how often seeds were added after a look at the results (`looks`), and the study's
 * `margin`. A column that is not there tells nothing. Pure.
 */
export function factsOf(
  { header, rows }: Pick<Table, 'header' | 'rows'>,
  cells: readonly Cell[],
): TableFacts {
  const column = (name: string) => {
    const at = header.findIndex((each) => each.toLowerCase() === name);
    return at < 0 ? [] : rows.map((row) => (row.cells[at] ?? '').trim());
  };
  const numbers = (name: string) =>
    column(name).flatMap((text) => (text !== '' && Number.isFinite(Number(text)) ? [Number(text)] : []));
  const examples = new Set(numbers('examples'));
  const shares = numbers('chance');
  const resplit = column('resplit');
  const looks = Math.max(0, ...numbers('looks'));
  const margins = new Set(numbers('margin'));
  return {
    missing: cells.flatMap(({ group, fold, seed, status, text }): Trial[] =>
      countsAsValue(status) === false || isMissing(text) ? [{ group, fold, seed }] : [],
    ),
    resplit: resplit.length > 0 && resplit.every((text) => text === 'true'),
    ...(looks > 0 ? { looks } : {}),
    ...(margins.size === 1 ? { margin: [...margins][0]! } : {}),
    ...(examples.size === 1 ? { examples: [...examples][0]! } : {}),
    ...(shares.length > 0
      ? { majorityShare: shares.reduce((sum, own) => sum + own, 0) / shares.length }
      : {}),
  };
}
