import { type Looks, sequentialVerdict } from '../analysis/sequential.ts';
import type { Manifest } from '../study/manifest.ts';
import { mergedVersions } from './program-versions.ts';
import type { RunResults } from './results.ts';
import { observationsOf, summariesOf, verdictOptions } from './summary.ts';

/**
 * The results of runs of one study, each with seeds of its own, as those of one run over all of these seeds.
 * `manifest` is that of the whole, `blocks` are in the order of its seeds. Pure. Throws USAGE where two
 * blocks share a seed.
 */
export function mergeResults(
  manifest: Manifest,
  blocks: readonly [RunResults, ...RunResults[]],
  looks: Looks,
): RunResults {
  const { study } = manifest;
  const results = blocks.flatMap((block) => block.results);
  const sum = (of: (block: RunResults) => number) => blocks.reduce((total, block) => total + of(block), 0);
  const seconds = sum((block) => block.seconds);
  return {
    ...blocks[0],
    run: manifest.run,
    ...(blocks.every(({ program }) => program === undefined) ? {} : { program: mergedVersions(blocks) }),
    backend: [...new Set(blocks.map(({ backend }) => backend))].sort().join('; '),
    workers: Math.max(...blocks.map(({ workers }) => workers)),
    finishedAt: blocks.at(-1)!.finishedAt,
    seconds: Number(seconds.toFixed(3)),
    trials: {
      total: sum(({ trials }) => trials.total),
      completed: sum(({ trials }) => trials.completed),
      failed: sum(({ trials }) => trials.failed),
      attempts: sum(({ trials }) => trials.attempts),
    },
    examplesPerSecond:
      seconds > 0
        ? Number((sum((block) => block.examplesPerSecond * block.seconds) / seconds).toFixed(1))
        : 0,
    results,
    summary: summariesOf(study, results),
    verdict: sequentialVerdict(
      observationsOf(results, study.objective.metric),
      verdictOptions(manifest, results),
      looks,
    ),
  };
}
