import { rm } from 'node:fs/promises';
import type { Known } from '../../coordinator/ledger/take-up.ts';
import { writeWhole } from '../../results/write-whole.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { Closers } from './closers.ts';
import {
  keepProgress,
  makeRunDirectory,
  mustHaveStorage,
  type Progress,
  type RunDirectory,
} from './directory.ts';
import { lockRun } from './lock.ts';
import { readCopies } from './outcome-copies.ts';
import { keepBackend } from './own-backend.ts';

/**
 * Makes the run's directory and locks it. At the end it is unlocked, and removed unless `keep` was called:
 * until the run is open there is nothing in it that anyone could use.
 */
export async function takeDirectory(
  {
    manifest,
    directory,
    resume,
    nats,
    backend,
  }: {
    readonly manifest: Manifest;
    readonly directory: RunDirectory;
    readonly resume: boolean;
    readonly nats: string | undefined;
    /** What a new run is told to train on. */
    readonly backend: string;
  },
  closers: Closers,
): Promise<{ readonly keep: () => void }> {
  if (resume && nats === undefined) mustHaveStorage(directory);
  await makeRunDirectory(directory);
  const unlock = lockRun(directory);
  let kept = resume;
  closers.add(() => (kept ? undefined : rm(directory.path, { recursive: true, force: true })));
  closers.add(unlock);
  if (!resume) {
    await writeWhole(directory.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
    await keepBackend(directory, backend);
  }
  return {
    keep: () => {
      kept = true;
    },
  };
}

/** What is known of the run from before: its progress, and the outcomes copied into its directory. */
export async function knownBefore(directory: RunDirectory, before: Progress): Promise<Known> {
  return {
    seen: before.recorded,
    copies: await readCopies(directory),
    keep: (recorded) => keepProgress(directory, { ...before, recorded }),
  };
}
