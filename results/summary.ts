import type { Observation } from '../analysis/blocks.ts';
import { mean, spreadOf } from '../analysis/sample.ts';
import { type VerdictOptions, verdictOf } from '../analysis/verdict.ts';
import type { Outcome } from '../coordinator/ledger/outcome.ts';
import { type Metric, MOST_METRICS, metricOf } from '../proto/metrics.ts';
import type { Verdict } from '../proto/verdict.ts';
import { examplesTested, hasFolds, testsOverlap, testToTrainOf } from '../study/folds.ts';
import { armAt, gridOf, type Trial, trialKey } from '../study/grid.ts';
import { undeclaredMetric } from '../study/known-metrics.ts';
import type { Manifest } from '../study/manifest.ts';
import { epochsOfArms, type Study } from '../study/study.ts';
import { type ProgramState, programVersions } from './program-versions.ts';
import type { ArmSummary, RunResults, TrialResult } from './results.ts';

/** What is known of the execution beside manifest and ledger. */
export interface Execution {
  readonly workers: number;
  /** Wall-clock seconds of all parts of the run, and of this part alone. */
  readonly seconds: number;
  readonly secondsOfThisPart: number;
  /** Trials recorded in this part. */
  readonly recordedInThisPart: number;
  /** How the files of the program were when the run was resumed; absent: as they were at its start. */
  readonly programs?: readonly ProgramState[];
}

/**
 * The document that a run ends with. Trials without an outcome are left out of `results`, and counted in
 * `trials.total`. Pure.
 */
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
    if (outcome) results.push(resultOf(trial, outcome, armAt(study, trial.index).levels));
  }
  const completed = results.filter((result) => result.status === 'completed');
  const examples = meanTrainingExamples(manifest) * meanEpochs(study) * execution.recordedInThisPart;
  return {
    version: 2,
    run: manifest.run,
    study: study.name,
    factors: study.factors,
    ...(study.control === undefined ? {} : { control: study.control }),
    metrics: metricsOfRun(study, results),
    objective: study.objective,
    ...(dataset === undefined
      ? {}
      : { dataset: { name: dataset.name, examples: dataset.examples, sha256: dataset.sha256 } }),
    ...(study.folds.resplit ? { resplit: true } : {}),
    ...(hasFolds(study) ? {} : { oneSplit: true as const }),
    ...programOf(manifest, execution.programs ?? [], outcomes),
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
    examplesPerSecond:
      execution.secondsOfThisPart > 0 ? rounded(examples / execution.secondsOfThisPart, 1) : 0,
    results,
    summary: summariesOf(study, results),
    verdict: verdictOfRun(manifest, results),
  };
}

function programOf(
  { program, createdAt }: Manifest,
  later: readonly ProgramState[],
  outcomes: readonly Outcome[],
): Pick<RunResults, 'program'> {
  if (program === undefined) return {};
  return { program: programVersions([{ since: createdAt, files: program }, ...later], outcomes) };
}

/** The metrics that a study declares, and behind them what its trials reported besides, by the alphabet. */
function metricsOfRun({ metrics }: Study, results: readonly TrialResult[]): readonly Metric[] {
  const declared = new Set(metrics.map(({ name }) => name));
  const reported = new Set(results.flatMap((trial) => Object.keys(trial.metrics)));
  const others = [...reported].filter((name) => !declared.has(name)).sort();
  return [...metrics, ...others.slice(0, MOST_METRICS).map(undeclaredMetric)];
}

/** The verdict over a run's completed trials, with the study's margin and alpha. */
function verdictOfRun(manifest: Manifest, results: readonly TrialResult[]): Verdict {
  return verdictOf(
    observationsOf(results, manifest.study.objective.metric),
    verdictOptions(manifest, results),
  );
}

/** What a verdict is made from: a metric of the completed trials that have it. Pure. */
export function observationsOf(results: readonly TrialResult[], metric: string): Observation[] {
  return results.flatMap(({ arm, fold, seed, findings, ...trial }) => {
    const value = metricValue(trial, metric);
    return value === null
      ? []
      : [{ group: arm, fold, seed, value, findings: findings.map(({ kind }) => kind) }];
  });
}

/** A metric of a trial at its end; null where it failed, or the metric was not finite. Pure. */
export function metricValue({ status, metrics }: Pick<TrialResult, 'status' | 'metrics'>, metric: string) {
  return status === 'completed' ? (metrics[metric] ?? null) : null;
}

/**
 * How a study wants to be judged, and what else its verdict must know: the folds as planned, the examples,
 * what is missing. Pure.
 */
export function verdictOptions(
  { study, dataset, folds }: Pick<Manifest, 'study' | 'dataset' | 'folds'>,
  results: readonly TrialResult[],
): VerdictOptions {
  const { metric, direction, margin, alpha } = study.objective;
  const { binomial, scale } = metricOf(study.metrics, metric);
  const known = new Set(
    results.flatMap((trial) => (metricValue(trial, metric) === null ? [] : [trialKey(trial)])),
  );
  const shares = results.flatMap(({ findings }) =>
    findings.flatMap((finding) => (finding.kind === 'did_not_learn' ? [finding.chance] : [])),
  );
  return {
    ...{ margin, alpha, maximize: direction === 'maximize' },
    testToTrain: testToTrainOf(study.folds, folds),
    // Shares of examples that are right or wrong have rules of their own in the analysis.
    unit: binomial ? 'accuracy' : scale === 'share' ? 'share' : 'value',
    resplit: study.folds.resplit === true,
    oneSplit: !hasFolds(study),
    ...(testsOverlap(study.folds) ? { testsOverlap: true } : {}),
    ...(dataset === undefined || !hasFolds(study)
      ? {}
      : { examples: examplesTested(study.folds, dataset.examples, folds) }),
    ...(shares.length > 0 ? { majorityShare: mean(shares) } : {}),
    ...(study.factors.length > 1
      ? {
          crossed: {
            factors: study.factors,
            levelsOf: new Map(study.arms.map(({ id, levels }) => [id, levels])),
          },
        }
      : {}),
    missing: gridOf(study)
      .filter((trial) => !known.has(trialKey(trial)))
      .map(({ arm, fold, seed }) => ({ group: arm, fold, seed })),
  };
}

function resultOf({ arm, fold, seed }: Trial, outcome: Outcome, levels: TrialResult['levels']): TrialResult {
  return {
    arm,
    levels,
    fold,
    seed,
    status: outcome.status,
    metrics: outcome.metrics,
    history: outcome.history,
    findings: outcome.findings,
    ...(outcome.layers === undefined ? {} : { layers: outcome.layers }),
    ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
    attempt: outcome.attempt,
    worker: outcome.worker,
    seconds: rounded(outcome.seconds, 3),
  };
}

/** The study's objective for each arm, over its folds and seeds, in the study's order. Pure. */
export function summariesOf(
  study: Pick<Study, 'arms' | 'folds' | 'seeds' | 'objective'>,
  results: readonly TrialResult[],
): ArmSummary[] {
  const values = new Map(
    results.map((trial) => [trialKey(trial), metricValue(trial, study.objective.metric)]),
  );
  return study.arms.map(({ id }) => {
    const own = Array.from({ length: study.folds.count }, (_, fold) => fold).flatMap((fold) =>
      study.seeds.map((seed) => values.get(trialKey({ arm: id, fold, seed })) ?? null),
    );
    const known = own.filter((value) => value !== null);
    const spread = spreadOf(known);
    return {
      arm: id,
      mean: spread?.mean ?? null,
      stddev: spread?.stddev ?? null,
      folds: own,
    };
  });
}

function meanEpochs(study: Study): number {
  return mean(epochsOfArms(study).map((epochs) => epochs ?? 0));
}

function meanTrainingExamples({ folds }: Manifest): number {
  return folds.length === 0 ? 0 : mean(folds.map(({ train }) => train));
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
