import { Command } from 'commander';
import { shownText } from '../../proto/shown-text.ts';
import { writeWhole } from '../../results/write-whole.ts';
import { findRun } from '../run/directory.ts';
import { loadManifest, loadResults } from './load.ts';
import { renderRunReport } from './render.ts';

/** `fanout report RUN`: draws a run's report anew from its results, and says where it is. */
export function reportCommand(): Command {
  return new Command('report')
    .description('draw the report of a run')
    .argument('<run>', 'a run’s id, or the path of its directory')
    .option('--out <dir>', 'where runs are kept', 'runs')
    .action(async (run: string, options: { out: string }) => {
      const directory = findRun(options.out, run);
      const report = await renderRunReport(await loadManifest(directory), await loadResults(directory));
      await writeWhole(directory.report, report);
      process.stdout.write(`${shownText(directory.report)}\n`);
    });
}
