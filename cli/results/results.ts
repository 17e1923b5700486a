import { Command } from 'commander';
import { FanoutError } from '../../proto/errors.ts';
import { shownJson } from '../../proto/shown-text.ts';
import { resultsCsv } from '../../results/csv.ts';
import type { RunResults } from '../../results/results.ts';
import { renderSummary } from '../board/summary.ts';
import { type ClusterChoice, meansCluster, onCluster } from '../cluster/options.ts';
import { studyOnCluster } from '../cluster/study-on-cluster.ts';
import { findRun } from '../run/directory.ts';
import { shownValues, tell } from '../terminal.ts';
import { loadResultsSoFar } from './so-far.ts';

interface Options extends ClusterChoice {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly out: string;
}

/**
 * `fanout results RUN`: the table of a run, or its document or CSV; of an interrupted one, of what is there.
 */
export function resultsCommand(): Command {
  const command = new Command('results')
    .description('show the results of a run, or of a Study on a cluster')
    .argument('<run>', 'a run’s id, or the path of its directory; with -n the name of a Study')
    .option('--json', 'the whole document')
    .option('--csv', 'one line for each trial')
    .option('--out <dir>', 'where runs are kept', 'runs')
    .action(async (run: string, options: Options) => {
      if (options.json && options.csv) {
        throw new FanoutError('USAGE', '--json and --csv exclude each other', { hint: 'give one of them' });
      }
      const results = meansCluster(options, process.argv)
        ? (JSON.parse((await (await studyOnCluster(run, options)).part('results')).toString()) as RunResults)
        : await loadResultsSoFar(findRun(options.out, run));
      const [sentence] = results.verdict.summary;
      // What reads the document or the table may not read its sentences.
      if ((options.json || options.csv) && results.results.length < results.trials.total)
        tell(sentence ?? '');
      if (options.json) process.stdout.write(`${shownJson(results, 2)}\n`);
      else if (options.csv) process.stdout.write(resultsCsv(results));
      else
        process.stdout.write(`${renderSummary(shownValues(results), terminal(process.stdout)).join('\n')}\n`);
    });
  return onCluster(command);
}

/** What a table may use on this stream. */
export function terminal(stream: NodeJS.WriteStream): { columns: number; colour: boolean } {
  return { columns: stream.columns ?? 100, colour: stream.isTTY === true && !process.env.NO_COLOR };
}
