import { existsSync } from 'node:fs';
import { readRegular, whyUnread } from '../../datasets/regular-file.ts';
import { mustHaveThisForm } from '../../proto/document-version.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { Manifest } from '../../proto/manifest.ts';
import type { RunResults } from '../../proto/results.ts';
import { goOn } from '../run/broken-off.ts';
import type { RunDirectory } from '../run/directory.ts';

/** Bytes of the results of a run: those of 100,000 trials, and no more than a string can have. */
const LARGEST_RESULTS = 500 * 2 ** 20;

/** A run's manifest, as it was written when the run began. Throws RUN_NOT_FOUND when it cannot be read, RUN_MISMATCH when it has another form. */
export async function loadManifest(directory: RunDirectory): Promise<Manifest> {
  const manifest = await readJson<Manifest>(directory.manifest, directory.run);
  mustHaveThisForm(manifest, `the manifest of run ${directory.run}`);
  return manifest;
}

/** What a run ended with. Throws RUN_NOT_FOUND when it has not ended, RUN_MISMATCH as above. */
export async function loadResults(directory: RunDirectory): Promise<RunResults> {
  if (!existsSync(directory.results)) {
    throw new FanoutError('RUN_NOT_FOUND', `run ${directory.run} has no results yet`, {
      hint: goOn(directory),
    });
  }
  const results = await readJson<RunResults>(directory.results, directory.run);
  mustHaveThisForm(results, `results.json of run ${directory.run}`);
  return results;
}

async function readJson<T>(path: string, run: string): Promise<T> {
  try {
    return JSON.parse((await readRegular(path, LARGEST_RESULTS)).toString()) as T;
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : whyUnread(error);
    throw new FanoutError('RUN_NOT_FOUND', `cannot read ${path} of run ${run}: ${why}`, {
      hint: 'restore the file, or start the study as a new run',
      cause: error,
    });
  }
}
