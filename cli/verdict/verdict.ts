import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command } from 'commander';
import { FanoutError } from '../../proto/errors.ts';
import { writeWhole } from '../../results/write-whole.ts';
import { fraction } from '../options.ts';
import { judgeTable } from './judge.ts';
import { renderVerdict } from './render.ts';

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
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        throw new FanoutError('USAGE', `cannot read ${file}: ${error.code}`, {
          hint: 'give the path of a CSV file',
        });
      });
      const { verdict, observations } = judgeTable(text, {
        source: file,
        factor: options.factor,
        value: options.value,
        unit,
        maximize: options.minimize !== true,
        margin: options.margin ?? 0.005,
        alpha: options.alpha,
        trainFraction: options.trainFraction,
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
        process.stderr.write(`Report: ${options.report}\n`);
      }
      const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
      process.stdout.write(
        `${options.json ? JSON.stringify(verdict) : renderVerdict(verdict, unit, colour).join('\n')}\n`,
      );
    });
}
