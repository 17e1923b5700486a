import { renderReport } from '../../coordinator/report/report.ts';
import type { Manifest } from '../../proto/manifest.ts';
import type { RunResults } from '../../proto/results.ts';

/** A run's report, from what its directory keeps. */
export function renderRunReport(manifest: Manifest, results: RunResults): Promise<string> {
  const { study, studyText, dataset, folds, versions, machine } = manifest;
  const { startedAt, finishedAt, backend } = results;
  const provenance = {
    study,
    studyText,
    dataset,
    folds,
    seeds: study.seeds,
    backend,
    versions,
    startedAt,
    finishedAt,
    machine,
  };
  return renderReport({ results, provenance });
}
