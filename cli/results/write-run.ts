import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import type { RunResults } from '../../results/results.ts';
import { resultsOf } from '../../results/summary.ts';
import { writeWhole } from '../../results/write-whole.ts';
import type { Manifest } from '../../study/manifest.ts';
import { runDirectory } from '../run/directory.ts';
import { writeResults } from './write-results.ts';

/**
 * Writes all files of a run whose workers were somewhere else, below `out`; says what it ended with and where
 * the report lies. Throws OUTPUT_UNWRITABLE.
 */
export async function writeRun(
  manifest: Manifest,
  outcomes: readonly Outcome[],
  { out, workers }: { readonly out: string; readonly workers: number },
): Promise<{ readonly results: RunResults; readonly report: string }> {
  const directory = runDirectory(out, manifest.run);
  // Of all parts of the run: this process may have been started more than once since, and the clock set back.
  const seconds = Math.max(0, (Date.now() - Date.parse(manifest.createdAt)) / 1000);
  const execution = { workers, seconds, secondsOfThisPart: seconds, recordedInThisPart: manifest.trials };
  const results = resultsOf(manifest, outcomes, execution);
  await writeWhole(directory.manifest, `${JSON.stringify(manifest, null, 2)}\n`);
  await writeResults(directory, manifest, results);
  return { results, report: directory.report };
}
