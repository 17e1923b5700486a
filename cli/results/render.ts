import type { RunResults } from '../../results/results.ts';
import type { Manifest } from '../../study/manifest.ts';

/** A run's report, from what its directory keeps. */
export async function renderRunReport(manifest: Manifest, results: RunResults): Promise<string> {
  const { study, studyText, dataset, folds, versions, machine } = manifest;
  const { startedAt, finishedAt, backend } = results;
  const provenance = {
    study,
    studyText,
    ...(dataset === undefined ? {} : { dataset }),
    folds,
    seeds: study.seeds,
    backend,
    versions,
    startedAt,
    finishedAt,
    machine,
  };
  // Loaded only here: every worker is this same program, and none of them draws.
  const { renderReport } = await import('../../report/report.ts');
  return renderReport({ results, provenance });
}
