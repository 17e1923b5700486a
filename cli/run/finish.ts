import type { Outcome } from '../../coordinator/ledger/outcome.ts';
import type { RunResults } from '../../results/results.ts';
import { type Execution, resultsOf } from '../../results/summary.ts';
import type { Manifest } from '../../study/manifest.ts';
import { loadResults } from '../results/load.ts';
import { writeResults } from '../results/write-results.ts';
import type { Progress, RunDirectory } from './directory.ts';
import { programStates } from './program-states.ts';

/** What a part of a run came to: what it had before, and what it added. */
export interface PartOfRun {
  readonly before: Progress;
  /** Outcomes when the part began, and now. */
  readonly recordedBefore: number;
  readonly recorded: number;
  /** Seconds that this part took. */
  readonly seconds: number;
  readonly workers: number;
}

/**
 * Writes what a run ended with. A part that recorded nothing changes no figure of how the run was executed:
 * they stay as they were kept.
 */
export async function keepEnd(
  directory: RunDirectory,
  manifest: Manifest,
  outcomes: readonly Outcome[],
  part: PartOfRun,
): Promise<RunResults> {
  const programs = await programStates(directory);
  const results = resultsOf(manifest, outcomes, { ...executionOf(part), programs });
  const kept =
    part.recorded === part.recordedBefore ? await loadResults(directory).catch(() => undefined) : undefined;
  const end = kept
    ? {
        ...results,
        workers: kept.workers,
        seconds: kept.seconds,
        examplesPerSecond: kept.examplesPerSecond,
      }
    : results;
  await writeResults(directory, manifest, end);
  return end;
}

/** The figures of this part; where it recorded nothing, those of all parts together. Pure. */
function executionOf({ before, recordedBefore, recorded, seconds, workers }: PartOfRun): Execution {
  if (recorded === recordedBefore)
    return {
      workers,
      seconds: before.seconds,
      secondsOfThisPart: before.seconds,
      recordedInThisPart: recorded,
    };
  return {
    workers,
    seconds: before.seconds + seconds,
    secondsOfThisPart: seconds,
    recordedInThisPart: recorded - recordedBefore,
  };
}
