/** The results of a run that has not ended: of the trials that are recorded, and said to be a part. */
import { existsSync } from 'node:fs';
import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import type { ProgramState } from '../../results/program-versions.ts';
import type { RunResults } from '../../results/results.ts';
import { resultsOf } from '../../results/summary.ts';
import type { Manifest } from '../../study/manifest.ts';
import { progressBefore, type RunDirectory } from '../run/directory.ts';
import { readCopies } from '../run/outcome-copies.ts';
import { programStates } from '../run/program-states.ts';
import { blockDirectory } from '../until/sequence.ts';
import { loadManifest, loadResults } from './load.ts';

/**
 * What a run ended with; of one that has not ended, what its directory has recorded so far. Throws as
 * `loadResults` does; RUN_NOT_FOUND also where nothing is recorded yet, and of an unfinished run that adds
 * seeds in blocks, whose looks at the results are counted.
 */
export async function loadResultsSoFar(directory: RunDirectory): Promise<RunResults> {
  if (existsSync(directory.results) || existsSync(blockDirectory(directory, 1).manifest))
    return loadResults(directory);
  const manifest = await loadManifest(directory);
  const outcomes = await readCopies(directory);
  if (outcomes.length === 0) return loadResults(directory);
  const { seconds } = await progressBefore(directory);
  return partOf(manifest, outcomes, seconds, await programStates(directory));
}

/**
 * The results of some outcomes of a run, `seconds` after its start; its verdict begins by saying so. Pure.
 */
export function partOf(
  manifest: Manifest,
  outcomes: readonly Outcome[],
  seconds: number,
  programs: readonly ProgramState[] = [],
): RunResults {
  const execution = { workers: 0, seconds, secondsOfThisPart: 0, recordedInThisPart: 0, programs };
  const results = resultsOf(manifest, outcomes, execution);
  const sentence =
    `This is a part of the run: ${results.results.length} of ${manifest.trials} trials are recorded so far, and what follows may change. ` +
    'Who stops a run because a part looks decided has more false alarms than alpha; run --until decided counts its looks.';
  return { ...results, verdict: { ...results.verdict, summary: [sentence, ...results.verdict.summary] } };
}
