import type { Observation } from '../analysis/blocks.ts';
import { type VerdictOptions, verdictOf } from '../analysis/verdict.ts';
import type { Outcome } from '../coordinator/ledger/outcome.ts';
import { gridOf } from '../proto/grid.ts';
import type { Manifest } from '../proto/manifest.ts';
import type { InitializerSummary, RunResults, TrialResult } from '../proto/results.ts';
import { type Study, studyOf } from '../proto/study.ts';
import type { Verdict } from '../proto/verdict.ts';

/** What is known of the execution beside manifest and ledger. */
export interface Execution {
  readonly workers: number;
  /** Wall-clock seconds of all parts of the run, and of this part alone. */
  readonly seconds: number;
  readonly secondsOfThisPart: number;
  /** Trials recorded in this part. */
  readonly recordedInThisPart: number;
}

/** The document that a run ends with. Trials without an outcome are left out of `results`, and counted in `trials.total`. Pure. */
export function resultsOf(
  manifest: Manifest,
  outcomes: readonly Outcome[],
  execution: Execution,
): RunResults {
  const { study, dataset } = manifest;
  const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
  const results: TrialResult[] = [];
  for (const trial of gridOf(study)) {
    const outcome = byKey.get(trial.key);
    const choice = study.initializers[trial.index % study.initializers.length];
    if (outcome) results.push(resultOf(trial, outcome, choice?.variant?.levels));
  }
  const completed = results.filter((result) => result.status === 'completed');
  const images = meanTrainingImages(manifest) * meanEpochs(study) * execution.recordedInThisPart;
  return {
    run: manifest.run,
    study: study.name,
    ...(study.factors ? { factors: study.factors } : {}),
    dataset: { name: dataset.name, examples: dataset.examples, sha256: dataset.sha256 },
    ...(study.folds.resplit ? { resplit: true } : {}),
    backend: [...new Set(outcomes.map((outcome) => outcome.backend).filter((backend) => backend !== ''))]
      .sort()
      .join('; '),
    workers: execution.workers,
    startedAt: manifest.createdAt,
    finishedAt: [manifest.createdAt, ...outcomes.map(({ recordedAt }) => recordedAt)].sort().at(-1)!,
    seconds: rounded(execution.seconds, 3),
    trials: {
      total: manifest.trials,
      completed: completed.length,
      failed: results.length - completed.length,
      attempts: results.reduce((total, result) => total + result.attempt, 0),
    },
    imagesPerSecond: execution.secondsOfThisPart > 0 ? rounded(images / execution.secondsOfThisPart, 1) : 0,
    results,
    summary: summariesOf(study, results),
    verdict: verdictOfRun(manifest, results),
  };
}

/** The verdict over a run's completed trials, with the study's margin and alpha. */
function verdictOfRun(manifest: Manifest, results: readonly TrialResult[]): Verdict {
  return verdictOf(observationsOf(results), verdictOptions(manifest, results));
}

/** What a verdict is made from: the accuracies of completed trials. Pure. */
export function observationsOf(results: readonly TrialResult[]): Observation[] {
  return results.flatMap(({ initializer, fold, seed, accuracy, findings, status }) =>
    status === 'completed' && accuracy !== null
      ? [{ group: initializer, fold, seed, value: accuracy, findings: findings.map(({ kind }) => kind) }]
      : [],
  );
}

/** How a study wants to be judged, and what else its verdict must know: the folds as planned, the examples, what is missing. Pure. */
export function verdictOptions(
  { study, dataset }: Pick<Manifest, 'study' | 'dataset'>,
  results: readonly TrialResult[],
): VerdictOptions {
  const { margin, alpha } = study.verdict;
  const known = new Set(
    results.flatMap(({ status, accuracy, ...trial }) =>
      status === 'completed' && accuracy !== null ? [keyOf(trial)] : [],
    ),
  );
  const shares = results.flatMap(({ findings }) =>
    findings.flatMap((finding) => (finding.kind === 'did_not_learn' ? [finding.chance] : [])),
  );
  return {
    ...{ margin, alpha, testToTrain: 1 / (study.folds.count - 1), maximize: true, unit: 'accuracy' },
    resplit: study.folds.resplit === true,
    // Every example is in the validation part of one fold.
    examples: dataset.examples,
    ...(shares.length > 0
      ? { majorityShare: shares.reduce((sum, own) => sum + own, 0) / shares.length }
      : {}),
    missing: gridOf(study)
      .filter((trial) => !known.has(keyOf(trial)))
      .map(({ initializer, fold, seed }) => ({ group: initializer, fold, seed })),
  };
}

function keyOf({ initializer, fold, seed }: Pick<TrialResult, 'initializer' | 'fold' | 'seed'>): string {
  return `${initializer}/${fold}/${seed}`;
}

function resultOf(
  { initializer, fold, seed }: { initializer: string; fold: number; seed: number },
  outcome: Outcome,
  levels: TrialResult['levels'],
): TrialResult {
  const last = outcome.epochs.at(-1);
  return {
    initializer,
    ...(levels ? { levels } : {}),
    fold,
    seed,
    status: outcome.status,
    accuracy: last?.accuracy ?? null,
    loss: last?.loss ?? null,
    epochs: outcome.epochs,
    findings: outcome.findings,
    ...(outcome.layers === undefined ? {} : { layers: outcome.layers }),
    ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
    attempt: outcome.attempt,
    worker: outcome.worker,
    seconds: rounded(outcome.seconds, 3),
  };
}

/** Each initializer over its folds and seeds, in the study's order. Pure. */
export function summariesOf(
  study: Pick<Study, 'initializers' | 'folds' | 'seeds'>,
  results: readonly TrialResult[],
): InitializerSummary[] {
  const accuracies = new Map(
    results.map(({ initializer, fold, seed, accuracy }) => [`${initializer}/${fold}/${seed}`, accuracy]),
  );
  return study.initializers.map(({ label }) => {
    const own = Array.from({ length: study.folds.count }, (_, fold) => fold).flatMap((fold) =>
      study.seeds.map((seed) => accuracies.get(`${label}/${fold}/${seed}`) ?? null),
    );
    const known = own.filter((accuracy) => accuracy !== null);
    const mean = known.reduce((sum, accuracy) => sum + accuracy, 0) / known.length;
    const squares = known.reduce((sum, accuracy) => sum + (accuracy - mean) ** 2, 0);
    return {
      initializer: label,
      meanAccuracy: known.length > 0 ? mean : null,
      stddev: known.length > 1 ? Math.sqrt(squares / (known.length - 1)) : null,
      folds: own,
    };
  });
}

function meanEpochs(study: Study): number {
  const epochs = study.initializers.map((choice) => studyOf(study, choice).training.epochs);
  return epochs.reduce((total, count) => total + count, 0) / epochs.length;
}

function meanTrainingImages({ folds }: Manifest): number {
  return folds.reduce((total, fold) => total + fold.train, 0) / folds.length;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
