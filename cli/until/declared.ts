import { existsSync } from 'node:fs';
import { isAsWritten } from '../../coordinator/run/manifest.ts';
import { firstDifference, mustBeUnchanged, shownValue } from '../../coordinator/run/manifest-difference.ts';
import { FanoutError } from '../../proto/errors.ts';
import { gridSize } from '../../study/grid.ts';
import type { Manifest } from '../../study/manifest.ts';
import { loadManifest } from '../results/load.ts';
import type { RunDirectory } from '../run/directory.ts';
import { blockDirectory, type Sequence } from './sequence.ts';

/**
 * Makes sure that the manifest of a run which adds seeds is of the study that was declared, and that the
 * declaration is as it was: no NATS server has either, but the manifests of its blocks have the same, and
 * theirs are in NATS; the declaration has the study's checksum. Throws RUN_MISMATCH.
 */
export async function mustBeDeclared(
  directory: RunDirectory,
  manifest: Manifest,
  sequence: Sequence,
): Promise<void> {
  for (let block = 1; existsSync(blockDirectory(directory, block).manifest); block++) {
    const own = await loadManifest(blockDirectory(directory, block));
    if (block === 1) mustBeUnchanged(manifest, { ...manifest, ...sharedOf(own, manifest) });
    mustBeAsDeclared(sequence, own, manifest.run);
  }
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
  return { study: { ...study, seeds }, studyText, ...(dataset && { dataset }), versions, machine };
}

/** A block that an earlier version of fanout planned says nothing of the declaration. */
function mustBeAsDeclared(sequence: Sequence, { declared }: Manifest, run: string): void {
  const difference = declared && firstDifference(JSON.parse(JSON.stringify(sequence)), declared);
  if (!difference) return;
  const { field, a, b } = difference;
  throw changed(run, `${field} is ${shownValue(a)}, was ${shownValue(b)}`, 'sequence.json');
}

function changed(run: string, how: string, file = 'manifest.json'): FanoutError {
  return new FanoutError('RUN_MISMATCH', `${file} of run ${run} was changed after its start: ${how}`, {
    hint: 'restore the file, or start the changed study as a new run',
  });
}
