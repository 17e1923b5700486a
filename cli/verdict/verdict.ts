import { basename } from 'node:path';
import { Command } from 'commander';
import { verdictOf } from '../../analysis/verdict.ts';
import { readRegular, whyUnread } from '../../datasets/regular-file.ts';
import { FanoutError } from '../../proto/errors.ts';
import { shownJson, shownText } from '../../proto/shown-text.ts';
import { writeWhole } from '../../results/write-whole.ts';
import { fraction } from '../options.ts';
import { shownValues, tell } from '../terminal.ts';
import { parseObservations } from './csv.ts';
import { renderVerdict } from './render.ts';

/** Bytes of a table of results: a million lines. */
const LARGEST_TABLE = 64 * 2 ** 20;

interface Options {
  readonly factor: string;
  readonly value: string;
  readonly minimize?: boolean;
  readonly maximize?: boolean;
  readonly margin?: number;
  readonly alpha: number;
  readonly trainFraction?: number;
  readonly json?: boolean;
  readonly report?: string;
}

/** `fanout verdict FILE.csv`: the same verdict for results from anywhere. */
export function verdictCommand(): Command {
  return new Command('verdict')
    .description('the verdict over results from anywhere, as CSV')
    .argument('<file>', 'columns: the factor, fold, seed, value; results.csv of a run is one')
    .option('--factor <column>', 'the column of the choice', 'initializer')
    .option('--value <column>', 'the column of the figure', 'accuracy')
    .option('--maximize', 'larger is better (the default)')
    .option('--minimize', 'smaller is better')
    .option(
      '--margin <size>',
      'largest difference that does not matter (accuracy: default 0.005)',
      fraction(Number.MAX_VALUE),
    )
    .option('--alpha <rate>', 'rate of false alarms over all pairs', fraction(0.5), 0.05)
    .option(
      '--train-fraction <share>',
      'share of the data that each block trained on (default: from the number of folds)',
      fraction(1),
    )
    .option('--json', 'print one JSON document')
    .option('--report <file>', 'write a report as well: one HTML file')
    .action(async (file: string, options: Options) => {
      if (options.maximize && options.minimize) {
        throw new FanoutError('USAGE', '--maximize and --minimize exclude each other', {
          hint: 'give one of them',
        });
      }
      const unit = options.value === 'accuracy' ? 'accuracy' : 'value';
      if (options.margin === undefined && unit === 'value') {
        throw new FanoutError('USAGE', `--margin is missing for the column "${options.value}"`, {
          hint: 'say which difference would not matter, in the value’s own unit',
        });
      }
      const text = await readRegular(file, LARGEST_TABLE).catch((error: unknown) => {
        throw new FanoutError('USAGE', `cannot read ${shownText(file)}: ${whyUnread(error)}`, {
          hint: 'give the path of a CSV file',
        });
      });
      const observations = parseObservations(text.toString(), {
        source: file,
        factor: options.factor,
        value: options.value,
      });
      const verdict = verdictOf(observations, {
        margin: options.margin ?? 0.005,
        alpha: options.alpha,
        testToTrain: testToTrain(new Set(observations.map(({ fold }) => fold)).size, options.trainFraction),
        maximize: options.minimize !== true,
        unit,
      });
      if (options.report !== undefined) {
        // Loaded only here: what draws is large, and a verdict in words does without.
        const { renderVerdictReport } = await import('../../report/verdict-report.ts');
        const { factor, value } = options;
        const page = await renderVerdictReport({
          verdict,
          observations,
          source: basename(file),
          factor,
          value,
        });
        await writeWhole(options.report, page);
        tell(`Report: ${shownText(options.report)}`);
      }
      const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
      process.stdout.write(
        `${options.json ? shownJson(verdict) : renderVerdict(shownValues(verdict), unit, colour).join('\n')}\n`,
      );
    });
}

/** k folds test on 1/k and train on the rest; a single fold is taken for independent runs. Pure. */
export function testToTrain(folds: number, trainFraction: number | undefined): number {
  if (trainFraction !== undefined) return (1 - trainFraction) / trainFraction;
  return folds > 1 ? 1 / (folds - 1) : 0;
}
