/** What a run left on the results volume, as the API group of results hands it out. */
import { readFile } from 'node:fs/promises';
import type { Content } from '../../operator/results-api/answer.ts';
import type { Part } from '../../operator/results-api/route.ts';
import { FanoutError } from '../../proto/errors.ts';
import { isRunId } from '../../proto/queue.ts';
import { resultsCsv } from '../../results/csv.ts';
import type { RunResults } from '../../results/results.ts';
import { gridOf } from '../../study/grid.ts';
import type { LoggedTrial } from '../logs/listing.ts';
import { loadManifest, loadResults } from '../results/load.ts';
import { findRun, type RunDirectory } from '../run/directory.ts';
import { logFile, loggedAttempts } from '../run/trial-logs.ts';

/**
 * The results of the trials of a run that are recorded so far; undefined for one that is not at work here, or
 * has none.
 */
export type SoFar = (run: string) => Promise<RunResults | undefined>;

const json = (value: unknown): Content => ({
  type: 'application/json',
  body: `${JSON.stringify(value, null, 2)}\n`,
});
const NOTHING_YET = 'the run has not ended, and is not at work: nothing of it is there yet';
const NOT_YET = 'the run has not ended: its results so far are there, its report is not';

/** Which log is asked for; without a trial, of which there are any. */
interface WhichLog {
  readonly trial?: string | undefined;
  readonly attempt?: number | undefined;
}

/** What is asked for: a part of a run below `out`. */
interface Asked {
  readonly out: string;
  readonly soFar: SoFar;
  readonly run: string;
  readonly part: Part;
  /** Of the part `logs`. */
  readonly log: WhichLog;
}

/** A part of a run, or why it is not there. Throws what the file system throws. */
export async function runContent(asked: Asked): Promise<Content | string> {
  // What is no id would be read as a path.
  if (!isRunId(asked.run)) return 'there is no such run';
  try {
    return await contentOf(asked);
  } catch (error) {
    if (error instanceof FanoutError && error.code === 'RUN_NOT_FOUND') return NOTHING_YET;
    throw error;
  }
}

async function contentOf({ out, soFar, run, part, log }: Asked): Promise<Content | string> {
  if (part === 'results' || part === 'table') {
    const results = (await soFar(run)) ?? (await loadResults(findRun(out, run)));
    return part === 'results'
      ? json(results)
      : { type: 'text/csv; charset=utf-8', body: resultsCsv(results) };
  }
  if (part === 'logs') return logs(out, run, log);
  const directory = findRun(out, run);
  if (part === 'manifest') return json(await loadManifest(directory));
  return readFile(directory.report).then(
    (body) => ({ type: 'text/html; charset=utf-8', body }),
    () => NOT_YET,
  );
}

async function logs(out: string, run: string, { trial, attempt }: WhichLog): Promise<Content | string> {
  const directory = findRun(out, run);
  const keys = gridOf((await loadManifest(directory)).study).map(({ key }) => key);
  if (trial === undefined) return json(await logged(directory, keys));
  // One of the run's own from here on: it names no other place.
  if (!keys.includes(trial)) return `the run has no trial ${JSON.stringify(trial)}`;
  const attempts = await loggedAttempts(directory, trial);
  const wanted = attempt ?? attempts.at(-1);
  if (wanted === undefined || !attempts.includes(wanted))
    return `trial ${trial} has ${attempts.length === 0 ? 'no log' : `logs of attempts ${attempts.join(', ')}`}`;
  return { type: 'text/plain; charset=utf-8', body: await readFile(logFile(directory, trial, wanted)) };
}

async function logged(directory: RunDirectory, keys: readonly string[]): Promise<LoggedTrial[]> {
  const all: LoggedTrial[] = [];
  for (const key of keys) {
    const attempts = await loggedAttempts(directory, key);
    if (attempts.length > 0) all.push({ key, attempts });
  }
  return all;
}
