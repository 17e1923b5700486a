import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ProgramLog } from '../../coordinator/run/events.ts';
import { writeWhole } from '../../results/write-whole.ts';
import { trialAt } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { RunDirectory } from './directory.ts';
import { attemptOf, LogWriter, logFile, trialLogs } from './trial-logs.ts';

/** Bytes of the logs of a run, where one volume has to do for many runs. */
const MOST_BYTES = 200 * 2 ** 20;

interface Kept {
  readonly path: string;
  readonly attempt: number;
  readonly bytes: number;
}

/**
 * Keeps logs as `TrialLogs` does, but of each trial that of its last
 * attempt alone, and not more than `mostBytes` in all: the oldest go. The manifest comes with the first, so
 * that `fanout logs` finds them. What cannot be written is left out: a run goes on.
 */
export class BoundedLogs extends LogWriter {
  readonly #mostBytes: number;
  /** By the trial's own directory, oldest first. */
  #kept: Map<string, Kept> | undefined;

  constructor(manifest: Manifest, directory: RunDirectory, mostBytes = MOST_BYTES) {
    super(manifest, directory);
    this.#mostBytes = mostBytes;
  }

  protected async write({ trial, attempt, text }: ProgramLog): Promise<void> {
    this.#kept ??= await this.#begin();
    const kept = this.#kept;
    const { key } = trialAt(this.manifest.study, trial);
    const folder = trialLogs(this.directory, key);
    const before = kept.get(folder);
    if (before && before.attempt > attempt) return;
    const path = logFile(this.directory, key, attempt);
    await writeWhole(path, text);
    if (before && before.path !== path) await rm(before.path, { force: true });
    // At the end: it is the newest now.
    kept.delete(folder);
    kept.set(folder, { path, attempt, bytes: text.byteLength });
    await this.#makeRoom(kept);
  }

  async #makeRoom(kept: Map<string, Kept>): Promise<void> {
    let total = 0;
    for (const { bytes } of kept.values()) total += bytes;
    for (const [folder, { path, bytes }] of kept) {
      if (total <= this.#mostBytes) return;
      await rm(path, { force: true });
      kept.delete(folder);
      total -= bytes;
    }
  }

  /** What a process before this one has kept of the run. */
  async #begin(): Promise<Map<string, Kept>> {
    const { logs, manifest } = this.directory;
    await writeWhole(manifest, `${JSON.stringify(this.manifest, null, 2)}\n`);
    const root = join(logs, 'trials');
    const names = await readdir(root, { recursive: true }).catch(() => []);
    const found = await Promise.all(names.map((name) => keptAt(join(root, name))));
    const sorted = found.flatMap((each) => each ?? []).sort((a, b) => a.time - b.time);
    return new Map(sorted.map(({ time: _, ...each }) => [dirname(each.path), each]));
  }
}

/** The log at a path, and when it was written; undefined where there is none. */
async function keptAt(path: string): Promise<(Kept & { readonly time: number }) | undefined> {
  const attempt = attemptOf(basename(path));
  const found = attempt === undefined ? undefined : await stat(path).catch(() => undefined);
  return found && { path, attempt: attempt!, bytes: found.size, time: found.mtimeMs };
}
