import { existsSync } from 'node:fs';
import { readRegular, whyUnread } from '../../datasets/regular-file.ts';
import { mustHaveThisForm } from '../../proto/document-version.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { RunResults } from '../../results/results.ts';
import type { Manifest } from '../../study/manifest.ts';
import { goOn } from '../run/broken-off.ts';
import type { RunDirectory } from '../run/directory.ts';
import { recordedSoFar } from '../run/recorded-so-far.ts';
import { whyNoManifest } from './manifest-shape.ts';

/** Bytes of the results of a run: those of 100,000 trials, and no more than a string can have. */
const LARGEST_RESULTS = 500 * 2 ** 20;

/**
 * A run's manifest, as it was written when the run began. Throws RUN_NOT_FOUND when it cannot be read,
 * RUN_MISMATCH when it has another form.
 */
export async function loadManifest(directory: RunDirectory): Promise<Manifest> {
  const { manifest: path, run } = directory;
  const found = await readJson(path, run);
  mustHaveThisForm(found, `the manifest of run ${run}`);
  const why = whyNoManifest(found);
  if (why !== undefined) throw unreadable(path, run, `it is not as fanout wrote it: ${why}`, undefined);
  return found as Manifest;
}

/** What a run ended with. Throws RUN_NOT_FOUND when it has not ended, RUN_MISMATCH as above. */
export async function loadResults(directory: RunDirectory): Promise<RunResults> {
  if (!existsSync(directory.results)) {
    throw new FanoutError(
      'RUN_NOT_FOUND',
      `run ${directory.run} has not ended: ${await recordedSoFar(directory)}`,
      {
        hint: goOn(directory),
      },
    );
  }
  const { results: path, run } = directory;
  const found = (await readJson(path, run)) as Partial<RunResults> | null;
  mustHaveThisForm(found, `results.json of run ${run}`);
  // Of a file that was cut off or exchanged; what fanout wrote is not looked at field by field.
  if (!(found?.trials && found.verdict && Array.isArray(found.results) && Array.isArray(found.summary)))
    throw unreadable(path, run, 'it is not as fanout wrote it', undefined);
  return found as RunResults;
}

async function readJson(path: string, run: string): Promise<unknown> {
  try {
    return JSON.parse((await readRegular(path, LARGEST_RESULTS)).toString());
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : whyUnread(error);
    throw unreadable(path, run, why, error);
  }
}

function unreadable(path: string, run: string, why: string, cause: unknown): FanoutError {
  return new FanoutError('RUN_NOT_FOUND', `cannot read ${path} of run ${run}: ${why}`, {
    hint: 'restore the file, or start the study as a new run',
    cause,
  });
}
