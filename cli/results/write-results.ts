import { resultsCsv } from '../../results/csv.ts';
import type { RunResults } from '../../results/results.ts';
import { writeWhole } from '../../results/write-whole.ts';
import type { Manifest } from '../../study/manifest.ts';
import type { RunDirectory } from '../run/directory.ts';
import { renderRunReport } from './render.ts';

/** Writes what a run ended with beside its manifest: `results.json`, `results.csv`, `report.html`. */
export async function writeResults(
  directory: RunDirectory,
  manifest: Manifest,
  results: RunResults,
): Promise<void> {
  await writeWhole(directory.results, `${JSON.stringify(results, null, 2)}\n`);
  await writeWhole(directory.csv, resultsCsv(results));
  await writeWhole(directory.report, await renderRunReport(manifest, results));
}
