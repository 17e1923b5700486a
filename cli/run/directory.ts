import { existsSync } from 'node:fs';
import { access, constants, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeDirectory } from '../../datasets/make-directory.ts';
import { whyUnwritten } from '../../datasets/why-unwritten.ts';
import { FanoutError } from '../../proto/errors.ts';
import { isRunId } from '../../proto/queue.ts';
import { writeWhole } from '../../results/write-whole.ts';

/** Where a run keeps everything: its manifest, NATS's storage, logs, and at the end the results. */
export interface RunDirectory {
  readonly run: string;
  readonly path: string;
  readonly manifest: string;
  readonly nats: string;
  readonly logs: string;
  /** What trials keep for their next attempts. */
  readonly checkpoints: string;
  readonly results: string;
  readonly csv: string;
  readonly report: string;
}

/** The directory of a run below `out`. Pure. */
export function runDirectory(out: string, run: string): RunDirectory {
  const path = resolve(out, run);
  const at = (name: string) => join(path, name);
  return {
    run,
    path,
    manifest: at('manifest.json'),
    nats: at('nats'),
    logs: at('logs'),
    checkpoints: at('checkpoints'),
    results: at('results.json'),
    csv: at('results.csv'),
    report: at('report.html'),
  };
}

/** Finds a run by its id below `out`, or by the path of its directory. Throws RUN_NOT_FOUND. */
export function findRun(out: string, run: string): RunDirectory {
  const directory = isRunId(run)
    ? runDirectory(out, run)
    : runDirectory(dirname(resolve(run)), basename(resolve(run)));
  if (isRunId(directory.run) && existsSync(directory.manifest)) return directory;
  throw new FanoutError('RUN_NOT_FOUND', `there is no run ${JSON.stringify(run)} in ${resolve(out)}`, {
    hint: 'runs are directories with a manifest.json; --out says where to look',
  });
}

/** Makes the directory of a new run. Throws OUTPUT_UNWRITABLE. */
export async function makeRunDirectory(directory: RunDirectory): Promise<void> {
  try {
    await makeDirectory(directory.logs);
    await makeDirectory(directory.nats, 0o700);
    await access(directory.path, constants.W_OK);
  } catch (error) {
    throw new FanoutError('OUTPUT_UNWRITABLE', `cannot make ${directory.path}: ${whyUnwritten(error)}`, {
      hint: 'choose another directory with --out',
      cause: error,
    });
  }
}

/** What the parts of a run before this one came to. */
export interface Progress {
  /** Seconds that they took. */
  readonly seconds: number;
  /** Outcomes recorded by then, or more. */
  readonly recorded: number;
}

/** What is known of the parts before this one: zeros where nothing is. */
export async function progressBefore(directory: RunDirectory): Promise<Progress> {
  const read = async (path: string): Promise<Record<string, unknown>> => {
    try {
      return (JSON.parse(await readFile(path, 'utf8')) ?? {}) as Record<string, unknown>;
    } catch {
      return {};
    }
  };
  const { seconds, recorded } = await read(join(directory.path, 'seconds.json'));
  const { trials } = (await read(directory.results)) as { trials?: { total?: unknown } };
  // What is kept while the run lasts is never older than its results: outcomes may have been lost since.
  return {
    seconds: Math.max(0, Number(seconds) || 0),
    recorded: Math.max(0, Number(recorded ?? trials?.total) || 0),
  };
}

/** Keeps what all parts so far came to, for the next. */
export async function keepProgress(directory: RunDirectory, progress: Progress): Promise<void> {
  await writeWhole(join(directory.path, 'seconds.json'), `${JSON.stringify(progress)}\n`);
}

/** Refuses to go on with a run whose storage under its directory is gone. Throws RUN_STORE_LOST. */
export function mustHaveStorage(directory: RunDirectory): void {
  if (existsSync(join(directory.nats, 'jetstream'))) return;
  throw new FanoutError(
    'RUN_STORE_LOST',
    `run ${directory.run} cannot go on: its storage ${directory.nats} is gone`,
    {
      hint: 'restore that directory, or start the study as a new run',
    },
  );
}
