import { existsSync } from 'node:fs';
import { access, constants, mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
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
    await mkdir(directory.logs, { recursive: true });
    await mkdir(directory.nats, { recursive: true, mode: 0o700 });
    await access(directory.path, constants.W_OK);
  } catch (error) {
    throw new FanoutError(
      'OUTPUT_UNWRITABLE',
      `cannot make ${directory.path}: ${(error as NodeJS.ErrnoException).code ?? error}`,
      {
        hint: 'choose another directory with --out',
        cause: error,
      },
    );
  }
}

/** Seconds that the parts of a run before this one took. */
export async function secondsBefore(directory: RunDirectory): Promise<number> {
  try {
    const { seconds } = JSON.parse(await readFile(join(directory.path, 'seconds.json'), 'utf8'));
    return Math.max(0, Number(seconds) || 0);
  } catch {
    return 0;
  }
}

/** Keeps the seconds of all parts so far, for the next. */
export async function keepSeconds(directory: RunDirectory, seconds: number): Promise<void> {
  await writeWhole(join(directory.path, 'seconds.json'), `${JSON.stringify({ seconds })}\n`);
}
