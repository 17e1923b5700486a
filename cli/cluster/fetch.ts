import { Command } from 'commander';
import { FanoutError } from '../../proto/errors.ts';
import { isRunId } from '../../proto/queue.ts';
import { shownText } from '../../proto/shown-text.ts';
import { writeWhole } from '../../results/write-whole.ts';
import type { LoggedTrial } from '../logs/listing.ts';
import { type RunDirectory, runDirectory } from '../run/directory.ts';
import { logFile } from '../run/trial-logs.ts';
import { tell } from '../terminal.ts';
import { type ClusterChoice, onCluster } from './options.ts';
import { type StudyOnCluster, studyOnCluster } from './study-on-cluster.ts';

/** `fanout fetch STUDY`: all that its run left, as a run on this machine would lie there. */
export function fetchCommand(): Command {
  const command = new Command('fetch')
    .description('bring what a Study on a cluster left: then results, report, logs and verdict work on it')
    .argument('<study>', 'its name')
    .option('--out <dir>', 'where runs are kept', 'runs')
    .action(async (name: string, options: ClusterChoice & { readonly out: string }) => {
      const study = await studyOnCluster(name, options);
      const directory = directoryOf(study, options.out);
      await bring(study, directory);
      process.stdout.write(`${shownText(directory.path)}\n`);
    });
  return onCluster(command);
}

/** Where what a Study left is kept on this machine. Throws RUN_NOT_FOUND for one that has no run. */
export function directoryOf(
  { object, shown }: Pick<StudyOnCluster, 'object' | 'shown'>,
  out: string,
): RunDirectory {
  const { run } = object.status ?? {};
  if (run !== undefined && isRunId(run)) return runDirectory(out, run);
  throw new FanoutError('RUN_NOT_FOUND', `Study ${shown} has no run yet`, {
    hint: 'fanout status says what it waits for',
  });
}

/** Brings all that there is. Throws as `part` does, OUTPUT_UNWRITABLE. */
export async function bring(study: StudyOnCluster, directory: RunDirectory): Promise<void> {
  await writeWhole(directory.results, await study.part('results'));
  await writeWhole(directory.csv, await study.part('table'));
  for (const [part, path] of [
    ['report', directory.report],
    ['manifest', directory.manifest],
  ] as const) {
    const bytes = await unlessMissing(study.part(part));
    if (bytes) await writeWhole(path, bytes);
    else tell(`There is no ${part} yet: the run has not ended.`);
  }
  for (const { key, attempts } of await loggedTrials(study))
    for (const attempt of attempts)
      await writeWhole(logFile(directory, key, attempt), await study.part('logs', { trial: key, attempt }));
}

/** Of which trials there are logs; none where the run has written nothing yet. */
export async function loggedTrials(study: StudyOnCluster): Promise<readonly LoggedTrial[]> {
  const bytes = await unlessMissing(study.part('logs'));
  const found = bytes ? (JSON.parse(bytes.toString()) as LoggedTrial[]) : [];
  // They become paths here: only keys of trials, and numbers.
  return found.filter(
    ({ key, attempts }) =>
      /^[^/\\]+\/\d+\/\d+$/.test(key) &&
      !key.split('/').includes('..') &&
      attempts.every(Number.isSafeInteger),
  );
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: FanoutError) => {
    if (error.code === 'RUN_NOT_FOUND') return undefined;
    throw error;
  });
}

/** Brings the report alone; says where it is. Throws as `part` does, OUTPUT_UNWRITABLE. */
export async function bringReport(study: StudyOnCluster, out: string): Promise<string> {
  const directory = directoryOf(study, out);
  await writeWhole(directory.report, await study.part('report'));
  return directory.report;
}
