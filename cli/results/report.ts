import { Command } from 'commander';
import { shownText } from '../../proto/shown-text.ts';
import { writeWhole } from '../../results/write-whole.ts';
import { bringReport } from '../cluster/fetch.ts';
import { type ClusterChoice, meansCluster, onCluster } from '../cluster/options.ts';
import { studyOnCluster } from '../cluster/study-on-cluster.ts';
import { findRun } from '../run/directory.ts';
import { loadManifest, loadResults } from './load.ts';
import { renderRunReport } from './render.ts';

/** `fanout report RUN`: draws a run's report anew from its results, and says where it is. */
export function reportCommand(): Command {
  const command = new Command('report')
    .description('draw the report of a run, or bring that of a Study on a cluster')
    .argument('<run>', 'a run’s id, or the path of its directory; with -n the name of a Study')
    .option('--out <dir>', 'where runs are kept', 'runs')
    .action(async (run: string, options: ClusterChoice & { readonly out: string }) => {
      if (meansCluster(options, process.argv)) {
        const path = await bringReport(await studyOnCluster(run, options), options.out);
        return void process.stdout.write(`${shownText(path)}\n`);
      }
      const directory = findRun(options.out, run);
      const report = await renderRunReport(await loadManifest(directory), await loadResults(directory));
      await writeWhole(directory.report, report);
      process.stdout.write(`${shownText(directory.report)}\n`);
    });
  return onCluster(command);
}
