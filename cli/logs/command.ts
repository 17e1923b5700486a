import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { FanoutError } from '../../proto/errors.ts';
import { shownLog } from '../../proto/shown-log.ts';
import { shownText } from '../../proto/shown-text.ts';
import { gridOf } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { suggestion } from '../../study/problems.ts';
import { isNetworkStudy } from '../../study/study.ts';
import { logsOnCluster } from '../cluster/logs.ts';
import { type ClusterChoice, meansCluster, onCluster } from '../cluster/options.ts';
import { wholeNumber } from '../options.ts';
import { loadManifest } from '../results/load.ts';
import { findRun, type RunDirectory } from '../run/directory.ts';
import { readCopies } from '../run/outcome-copies.ts';
import { logFile, loggedAttempts } from '../run/trial-logs.ts';
import { tell } from '../terminal.ts';
import { type LoggedTrial, listing, otherAttempts } from './listing.ts';

interface Options extends ClusterChoice {
  readonly attempt?: number;
  readonly raw?: boolean;
  readonly out: string;
}

/**
 * `fanout logs RUN TRIAL`: what the program of a trial has written; without a trial, of which trials there is
 * anything.
 */
export function logsCommand(): Command {
  const command = new Command('logs')
    .description('show what the program of a trial has written')
    .argument('<run>', 'a run’s id, or the path of its directory; with -n the name of a Study on a cluster')
    .argument('[trial]', 'a trial, ARM/FOLD/SEED; without one: which trials have logs')
    .option('--attempt <number>', 'which attempt (default: the last)', wholeNumber(1, 1_000_000))
    .option('--raw', 'the bytes as they were written, without making them safe for a terminal')
    .option('--out <dir>', 'where runs are kept', 'runs')
    .action(async (run: string, trial: string | undefined, options: Options) => {
      if (meansCluster(options, process.argv)) return logsOnCluster(run, trial, options);
      const directory = findRun(options.out, run);
      const manifest = await loadManifest(directory);
      if (isNetworkStudy(manifest.study))
        throw new FanoutError('USAGE', `run ${directory.run} trained networks, which write no logs`, {
          hint: `what its workers wrote is in ${directory.logs}`,
        });
      await (trial === undefined ? list(directory, manifest) : show(directory, manifest, trial, options));
    });
  return onCluster(command);
}

async function list(directory: RunDirectory, { study }: Manifest): Promise<void> {
  const logged: LoggedTrial[] = [];
  for (const { key } of gridOf(study)) {
    const attempts = await loggedAttempts(directory, key);
    if (attempts.length > 0) logged.push({ key, attempts });
  }
  const lines = listing(logged, await readCopies(directory));
  if (lines.length === 0) tell(`No program of run ${directory.run} has ended yet.`);
  else process.stdout.write(`${lines.map((line) => shownText(line)).join('\n')}\n`);
}

async function show(
  directory: RunDirectory,
  { study }: Manifest,
  trial: string,
  { attempt, raw }: Options,
): Promise<void> {
  const keys = gridOf(study).map(({ key }) => key);
  if (!keys.includes(trial))
    throw new FanoutError(
      'USAGE',
      `run ${directory.run} has no trial ${JSON.stringify(trial)}${suggestion(trial, keys)}`,
      {
        hint: `trials are ARM/FOLD/SEED; fanout logs ${directory.run} lists those that have logs`,
      },
    );
  const attempts = await loggedAttempts(directory, trial);
  const wanted = attempt ?? attempts.at(-1);
  if (wanted === undefined || !attempts.includes(wanted)) {
    const there =
      attempts.length === 0 ? 'none of its attempts has ended' : `there are attempts ${attempts.join(', ')}`;
    throw new FanoutError(
      'USAGE',
      `trial ${trial} has no log${attempt === undefined ? '' : ` of attempt ${attempt}`}: ${there}`,
      { hint: `fanout logs ${directory.run} lists the trials that have logs` },
    );
  }
  const others = otherAttempts({ key: trial, attempts }, wanted);
  if (others !== undefined) tell(others);
  const text = await readFile(logFile(directory, trial, wanted));
  process.stdout.write(raw ? text : shownLog(text.toString()));
}
