import { type Command, Option } from 'commander';
import { collect, positiveNumber, wholeNumber } from '../options.ts';
import type { ValueScale } from './table/figures.ts';

/** Options of `fanout verdict`, as commander gives them. */
export interface VerdictArguments {
  readonly factor: readonly string[];
  readonly fold?: string;
  readonly seed?: string;
  readonly block?: string;
  readonly value?: string;
  readonly metric?: string;
  readonly arm: readonly string[];
  readonly valueScale?: ValueScale;
  readonly missing: 'drop' | 'fail';
  readonly textLabels?: boolean;
  readonly resplit?: boolean;
  readonly folds?: number;
  readonly trainFraction?: number;
  readonly minimize?: boolean;
  readonly maximize?: boolean;
  readonly margin?: number;
  readonly alpha: number;
  readonly all?: boolean;
  readonly json?: boolean;
  readonly report?: string;
}

/** Adds the arguments and options of `fanout verdict` to a command. */
export function tableArguments(command: Command): Command {
  return judging(reading(command));
}

function reading(command: Command): Command {
  return command
    .argument('<file>', 'a CSV file, or - for standard input; results.csv of a run is one')
    .option(
      '--factor <column>',
      'a column that names the arm; may be repeated (default: by its name)',
      collect,
      [],
    )
    .option('--fold <column>', 'the column of the fold (default: by its name)')
    .option('--seed <column>', 'the column of the seed or repeat (default: by its name)')
    .option('--block <column>', 'a column of blocks that share no data, such as data sets; any text')
    .option('--value <column>', 'the column of the figure (default: by its name)')
    .option('--metric <name>', 'the metric to read, where a column names the metric of each row')
    .option('--arm <column>', 'a column that holds the values of one arm; repeated for each', collect, [])
    .addOption(
      new Option('--value-scale <scale>', 'how the values are written; plain: they are no shares').choices([
        'share',
        'percent',
        'plain',
      ]),
    )
    .addOption(
      new Option('--missing <what>', 'leave rows without a value out, or fail')
        .choices(['drop', 'fail'])
        .default('drop'),
    )
    .option('--text-labels', 'folds and seeds are texts, also where they look like numbers');
}

function judging(command: Command): Command {
  return command
    .option('--resplit', 'the folds were drawn anew for each seed (default: as the table says, else no)')
    .option('--folds <count>', 'folds that were planned, where some are missing', wholeNumber(1, 1_000_000))
    .option(
      '--train-fraction <share>',
      'share of the data that each block trained on (default: from the number of folds)',
      positiveNumber(1),
    )
    .option('--maximize', 'larger is better (the default, but for losses and errors)')
    .option('--minimize', 'smaller is better')
    .option(
      '--margin <size>',
      'largest difference that does not matter; of accuracies at most 0.5 (default: 0.005 for accuracies; else equivalence is not tested)',
      positiveNumber(Number.MAX_VALUE),
    )
    .option('--alpha <rate>', 'rate of false alarms over all pairs', positiveNumber(0.5), 0.05)
    .option('--all', 'print every arm and pair, however many')
    .option('--json', 'print one JSON document')
    .option('--report <file>', 'write a report as well: one HTML file');
}
