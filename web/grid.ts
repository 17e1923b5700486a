/** The grid of the page, from a run's state. All pure. */

import type { RunState } from '../coordinator/run-state/run-state.ts';
import type { TrialState } from '../coordinator/run-state/trial.ts';
import { finalSpread, learningCurve } from '../coordinator/run-state/values.ts';
import { metricOf } from '../proto/metrics.ts';
import { lookOf } from '../report/drawing/palette.ts';
import { count, whole } from '../report/format.ts';
import { factorWords } from '../report/wording/factor.ts';
import { reasonOf } from '../report/wording/reason.ts';
import { hasFolds } from '../study/folds.ts';
import { armIndex, blockIndex, trialsOfFold } from '../study/grid.ts';
import type { Manifest } from '../study/manifest.ts';
import { isNetworkStudy, mostEpochs } from '../study/study.ts';
import { stepOf } from './value-colours.ts';
import type { ArmPart, RunPart, SeedPart, SquarePart } from './view.ts';

/** A chart has room for no more points of a curve. */
const MOST_EPOCHS = 100;
const LONGEST_REASON = 300;

export function runPart(manifest: Manifest): RunPart {
  const { run, study, trials } = manifest;
  const { one, many } = factorWords(study.factors);
  const { title, scale } = metricOf(study.metrics, study.objective.metric);
  return {
    study: study.name,
    run,
    one,
    many,
    metric: title,
    scale,
    direction: study.objective.direction,
    arms: study.arms.map(({ id, label }, index) => ({ id, label, ...lookOf(index) })),
    logs: !isNetworkStudy(study),
    counts: isNetworkStudy(study),
    hasFolds: hasFolds(study),
    folds: study.folds.count,
    seeds: study.seeds,
    epochs: mostEpochs(study) ?? null,
    trials,
    about: aboutText(manifest),
  };
}

/** `4 arms (batchSize × epochs) × 5 folds × 3 seeds on mnist, 10,000 examples`. Pure. */
export function aboutText({ study, dataset }: Manifest): string {
  const words = factorWords(study.factors);
  // Of one factor the words have the name already.
  const names = study.factors.map(({ name }) => name);
  const crossed = names.length > 1 ? ` (${names.join(' × ')})` : '';
  const grid = [
    `${count(study.arms.length, words.one, words.many)}${crossed}`,
    ...(hasFolds(study) ? [count(study.folds.count, 'fold')] : []),
    ...(study.seeds.length > 1 || !hasFolds(study) ? [count(study.seeds.length, 'seed')] : []),
  ].join(' × ');
  return dataset === undefined ? grid : `${grid} on ${dataset.name}, ${whole(dataset.examples)} examples`;
}

/** Where a trial's square is: arm by arm, each fold by fold. */
export function squareOf({ study }: Manifest, trial: number): number {
  return armIndex(study, trial) * study.folds.count + (blockIndex(study, trial) % study.folds.count);
}

/** A square of the grid, its seeds in the study's order. */
export function squarePart(runState: RunState, square: number): SquarePart {
  const { study } = runState.manifest;
  const [arm, fold] = [Math.floor(square / study.folds.count), square % study.folds.count];
  const trials = trialsOfFold(study, arm, fold).map((trial) => runState.trials[trial]!);
  const mean = finalSpread(trials)?.mean ?? null;
  return {
    mean,
    step: mean === null || !isShare(study) ? null : stepOf(mean),
    seeds: trials.map((trial) => seedPart(runState, trial)),
  };
}

/** Colours are those of shares. */
function isShare({ metrics, objective }: Manifest['study']): boolean {
  return metricOf(metrics, objective.metric).scale === 'share';
}

function seedPart(runState: RunState, trial: TrialState): SeedPart {
  const state = runState.stateOf(trial);
  const { done, attempt, worker, outcome } = trial;
  return {
    seed: trial.trial.seed,
    state,
    value: trial.value ?? null,
    done: Math.floor(100 * done) / 100,
    attempt,
    worker: state === 'training' ? (worker ?? null) : null,
    findings: outcome?.findings.map(({ kind }) => kind) ?? [],
    reason: outcome?.reason === undefined ? null : reasonOf(outcome.reason).what.slice(0, LONGEST_REASON),
  };
}

/** An arm over all its trials. */
export function armPart(trials: readonly TrialState[]): ArmPart {
  const spread = finalSpread(trials);
  const completed = trials.filter(({ state }) => state === 'completed');
  return {
    mean: spread?.mean ?? null,
    stddev: spread?.stddev ?? null,
    completed: completed.length,
    trials: trials.length,
    learned: completed.every((trial) => !isStuck(trial)),
    curve: thinned(learningCurve(trials)),
  };
}

/** Whether a completed trial ended without having learned anything. */
export function isStuck({ outcome }: TrialState): boolean {
  return outcome?.findings.some(({ kind }) => kind === 'did_not_learn' || kind === 'diverged') === true;
}

/** Every epoch, or every second, third, … and the last. */
function thinned(curve: readonly (number | undefined)[]): ArmPart['curve'] {
  const stride = Math.ceil(curve.length / MOST_EPOCHS);
  return curve.flatMap((value, index) => {
    const epoch = index + 1;
    const shown = epoch % stride === 0 || epoch === 1 || epoch === curve.length;
    return shown && value !== undefined ? [[epoch, Number(value.toFixed(5))] as const] : [];
  });
}
