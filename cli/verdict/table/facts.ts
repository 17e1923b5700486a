import type { Trial, VerdictOptions } from '../../../analysis/options.ts';
import type { Cell } from './cells.ts';
import { isMissing } from './figures.ts';
import type { Table } from './rows.ts';
import { countsAsValue } from './status.ts';

/** What a table tells beside its values. */
export interface TableFacts
  extends Required<Pick<VerdictOptions, 'missing' | 'resplit' | 'oneSplit'>>,
    Pick<VerdictOptions, 'examples' | 'majorityShare' | 'names'> {
  /** How often the results were judged while seeds were added; absent: they were not. */
  readonly looks?: number;
  /** The margin of the study; absent: the table does not say. */
  readonly margin?: number;
  /** Test over training examples of a block; absent: the table does not say. */
  readonly testToTrain?: number;
  /** What the study decided by; absent: the table does not say. Margin and direction are of this alone. */
  readonly objective?: string;
  readonly direction?: 'maximize' | 'minimize';
}

/**
 * Facts of a table: the trials without a value, and, in a `results.csv` of fanout, the validation examples
 * over all folds (`examples`), the share of the commonest class (`chance`), whether folds were drawn anew for
 * each seed (`resplit`), test over training examples where folds test the same ones (`test_to_train`),
 * whether there are none (`one_split`), how often seeds were added after a look at the results (`looks`), and
 * the study's `margin`, `objective` and `direction`. A column that is not there tells nothing. Pure.
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
  const every = (name: string) => {
    const cells = column(name);
    return cells.length > 0 && cells.every((text) => text === 'true');
  };
  const looks = Math.max(0, ...numbers('looks'));
  const margins = new Set(numbers('margin'));
  const ratios = new Set(numbers('test_to_train').filter((ratio) => ratio > 0));
  const [objective, ...otherObjectives] = new Set(column('objective'));
  const [direction, ...otherDirections] = new Set(column('direction'));
  return {
    missing: cells.flatMap(({ group, fold, seed, status, text }): Trial[] =>
      countsAsValue(status) === false || isMissing(text) ? [{ group, fold, seed }] : [],
    ),
    resplit: every('resplit'),
    oneSplit: every('one_split'),
    ...(looks > 0 ? { looks } : {}),
    ...(margins.size === 1 ? { margin: [...margins][0]! } : {}),
    ...(ratios.size === 1 ? { testToTrain: [...ratios][0]! } : {}),
    ...(objective && otherObjectives.length === 0 ? { objective } : {}),
    ...(isDirection(direction) && otherDirections.length === 0 ? { direction } : {}),
    ...(examples.size === 1 ? { examples: [...examples][0]! } : {}),
    ...(shares.length > 0
      ? { majorityShare: shares.reduce((sum, own) => sum + own, 0) / shares.length }
      : {}),
  };
}

const isDirection = (text: string | undefined): text is 'maximize' | 'minimize' =>
  text === 'maximize' || text === 'minimize';
