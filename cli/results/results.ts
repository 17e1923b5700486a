import { Command } from 'commander';
import { FanoutError } from '../../proto/errors.ts';
import { shownJson } from '../../proto/shown-text.ts';
import { resultsCsv } from '../../results/csv.ts';
import { renderSummary } from '../board/summary.ts';
import { findRun } from '../run/directory.ts';
import { shownValues, tell } from '../terminal.ts';
import { loadResultsSoFar } from './so-far.ts';

/**
 * `fanout results RUN`: the table of a run, or its document or CSV; of an interrupted one, of what is there.
 */
export function resultsCommand(): Command {
  return new Command('results')
    .description('show the results of a run')
    .argument('<run>', 'a run’s id, or the path of its directory')
    .option('--json', 'the whole document')
    .option('--csv', 'one line for each trial')
    .option('--out <dir>', 'where runs are kept', 'runs')
    .action(async (run: string, options: { json?: boolean; csv?: boolean; out: string }) => {
      if (options.json && options.csv) {
        throw new FanoutError('USAGE', '--json and --csv exclude each other', { hint: 'give one of them' });
      }
      const results = await loadResultsSoFar(findRun(options.out, run));
      const [sentence] = results.verdict.summary;
      // What reads the document or the table may not read its sentences.
      if ((options.json || options.csv) && results.results.length < results.trials.total)
        tell(sentence ?? '');
      if (options.json) process.stdout.write(`${shownJson(results, 2)}\n`);
      else if (options.csv) process.stdout.write(resultsCsv(results));
      else
        process.stdout.write(`${renderSummary(shownValues(results), terminal(process.stdout)).join('\n')}\n`);
    });
}

/** What a table may use on this stream. */
export function terminal(stream: NodeJS.WriteStream): { columns: number; colour: boolean } {
  return { columns: stream.columns ?? 100, colour: stream.isTTY === true && !process.env.NO_COLOR };
}
