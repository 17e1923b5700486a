import { existsSync } from 'node:fs';
import { isAsWritten } from '../../coordinator/run/manifest.ts';
import { mustBeUnchanged } from '../../coordinator/run/manifest-difference.ts';
import { FanoutError } from '../../proto/errors.ts';
import { gridSize } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { loadManifest } from '../results/load.ts';
import type { RunDirectory } from '../run/directory.ts';
import { blockDirectory, type Sequence } from './sequence.ts';

/**
 * Makes sure that the manifest of a run which adds seeds is of the study that was declared: no NATS server
 * has it, but its blocks have the same, and the declaration its checksum. Throws RUN_MISMATCH.
 */
export async function mustBeDeclared(
  directory: RunDirectory,
  manifest: Manifest,
  sequence: Sequence,
): Promise<void> {
  const first = blockDirectory(directory, 1);
  if (existsSync(first.manifest))
    mustBeUnchanged(manifest, { ...manifest, ...sharedOf(await loadManifest(first), manifest) });
  const own = sequence.seeds && { ...manifest, study: { ...manifest.study, seeds: sequence.seeds } };
  if (own && !isAsWritten({ ...own, checksum: sequence.checksum }))
    throw changed(manifest.run, 'its study, dataset or folds are not those that were declared');
  const trials = gridSize(manifest.study);
  if (manifest.trials !== trials)
    throw changed(manifest.run, `trials is ${manifest.trials}, and its study has ${trials}`);
}

/**
 * What the whole has in common with each of its blocks: all but the seeds, and what follows from them. Pure.
 */
function sharedOf(block: Manifest, { study: { seeds } }: Manifest): Partial<Manifest> {
  const { study, studyText, dataset, versions, machine } = block;
  return { study: { ...study, seeds }, studyText, dataset, versions, machine };
}

function changed(run: string, how: string): FanoutError {
  return new FanoutError('RUN_MISMATCH', `manifest.json of run ${run} was changed after its start: ${how}`, {
    hint: 'restore the file, or start the changed study as a new run',
  });
}
