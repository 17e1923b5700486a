import { spreadOf } from '../../analysis/sample.ts';
import { MOST_METRICS } from '../../proto/metrics.ts';
import { trialsOfFold } from '../../study/grid.ts';
import { mostEpochs } from '../../study/study.ts';
import type { Family } from '../../telemetry/family.ts';
import { countsOf } from '../run-state/counts.ts';
import { progressOf, totalExamples } from '../run-state/progress.ts';
import type { RunState } from '../run-state/run-state.ts';
import { TRIAL_STATES, type TrialState } from '../run-state/trial.ts';
import { finalSpread, learningCurve } from '../run-state/values.ts';

/**
 * The most values of the label `epoch`: of longer studies every second, third, … epoch is shown, and the
 * last.
 */
const MOST_EPOCHS = 50;
const FINDINGS = ['dead_start', 'diverged', 'did_not_learn'] as const;

/** What is known of a run as a whole, and of how well it learns. */
export const RUN_FAMILIES: readonly Family<RunState>[] = [
  {
    name: 'fanout_run_info',
    help: 'Always 1; which run, study and dataset this process is about. Join it on (job, instance) to choose a run.',
    labels: ['run', 'study', 'dataset', 'role'],
    *read({ manifest: { run, study, dataset } }) {
      yield [1, { run, study: study.name, dataset: dataset?.name ?? '', role: 'coordinator' }];
    },
  },
  {
    name: 'fanout_arm_info',
    help: 'Always 1; the level of each factor that an arm has. Join it on (job, instance, arm) to go by factor.',
    labels: ['arm', 'factor', 'level'],
    *read({ manifest: { study } }) {
      for (const { id, levels } of study.arms)
        for (const [factor, level] of Object.entries(levels)) yield [1, { arm: id, factor, level }];
    },
  },
  {
    name: 'fanout_objective_direction',
    help: '1 where more of the metric that the study decides by is better, −1 where less is.',
    labels: ['metric'],
    *read({ manifest: { study } }) {
      const { metric, direction } = study.objective;
      yield [direction === 'minimize' ? -1 : 1, { metric }];
    },
  },
  {
    name: 'fanout_run_started_timestamp_seconds',
    help: 'When the run was started for the first time, Unix time.',
    *read({ manifest }) {
      yield [Date.parse(manifest.createdAt) / 1000];
    },
  },
  {
    name: 'fanout_run_completed_timestamp_seconds',
    help: 'When the last outcome was recorded, Unix time. Absent until the run is complete.',
    *read(runState) {
      yield [runState.complete ? runState.lastRecordedAt : undefined];
    },
  },
  {
    name: 'fanout_run_last_progress_timestamp_seconds',
    help: 'When this process last saw the run get further (a pack begun, a progress message, an outcome), Unix time.',
    *read({ lastProgressStamp }) {
      yield [lastProgressStamp];
    },
  },
  {
    name: 'fanout_run_progress_ratio',
    help: 'Share of the training of the whole run that is done, 0 to 1, trials in progress counted in.',
    *read(runState) {
      yield [progressOf(runState)];
    },
  },
  {
    name: 'fanout_run_examples',
    help: 'Training examples that the whole run takes: examples of each trial times its epochs.',
    *read({ trials }) {
      yield [totalExamples(trials)];
    },
  },
  {
    name: 'fanout_examples_recorded_total',
    help: 'Training examples of completed trials. From the ledger: the same after a restart, repeated attempts not counted.',
    *read({ trials }) {
      yield [totalExamples(trials, ({ state }) => (state === 'completed' ? 1 : 0))];
    },
  },
  {
    name: 'fanout_manifest_trials',
    help: 'Trials that the manifest of the run has.',
    *read({ manifest }) {
      yield [manifest.trials];
    },
  },
  {
    name: 'fanout_trials',
    help: 'Trials by state: queued, training, completed, failed.',
    labels: ['state'],
    *read(runState) {
      const counts = countsOf(runState);
      for (const state of TRIAL_STATES) yield [counts[state], { state }];
    },
  },
  {
    name: 'fanout_trials_recorded_total',
    help: 'Trials with an outcome, by arm and outcome (completed, failed). From the ledger.',
    labels: ['arm', 'outcome'],
    *read(runState) {
      for (const [arm, group] of byArm(runState))
        for (const outcome of ['completed', 'failed'] as const)
          yield [group.filter(({ state }) => state === outcome).length, { arm, outcome }];
    },
  },
  {
    name: 'fanout_findings_total',
    help: 'Findings about completed trials, by arm and kind. From the ledger.',
    labels: ['arm', 'kind'],
    *read(runState) {
      for (const [arm, group] of byArm(runState))
        for (const kind of FINDINGS) yield [countFindings(group, kind), { arm, kind }];
    },
  },
  {
    name: 'fanout_extra_attempts_total',
    help: 'Attempts beyond the first of trials that have an outcome. From the ledger.',
    *read({ trials }) {
      yield [trials.reduce((sum, { outcome }) => sum + (outcome ? outcome.attempt - 1 : 0), 0)];
    },
  },
  {
    name: 'fanout_trial_objective',
    help: 'The metric that the study decides by, after the last epoch so far; the mean over the seeds of a fold.',
    labels: ['arm', 'fold', 'metric'],
    *read({ trials, manifest: { study } }) {
      const { metric } = study.objective;
      for (let fold = 0; fold < study.folds.count; fold++)
        for (const [place, { id }] of study.arms.entries()) {
          const values = trialsOfFold(study, place, fold).flatMap((trial) => trials[trial]!.value ?? []);
          yield [spreadOf(values)?.mean, { arm: id, fold, metric }];
        }
    },
  },
  {
    name: 'fanout_arm_objective',
    help: 'Mean of that metric at the end of the completed trials of an arm. From the ledger.',
    labels: ['arm', 'metric'],
    *read(runState) {
      const { metric } = runState.manifest.study.objective;
      for (const [arm, group] of byArm(runState)) yield [finalSpread(group)?.mean, { arm, metric }];
    },
  },
  {
    name: 'fanout_arm_objective_stddev',
    help: 'Standard deviation (n - 1) of that metric at the end of the trials of an arm; from two completed ones on. From the ledger.',
    labels: ['arm', 'metric'],
    *read(runState) {
      const { metric } = runState.manifest.study.objective;
      for (const [arm, group] of byArm(runState)) yield [finalSpread(group)?.stddev, { arm, metric }];
    },
  },
  {
    name: 'fanout_epoch_objective',
    help: 'Mean of that metric after an epoch (from 1), over the trials that have got so far; at most about 50 epochs are shown.',
    labels: ['arm', 'epoch', 'metric'],
    *read(runState) {
      const { study } = runState.manifest;
      const { metric } = study.objective;
      for (const [arm, group] of byArm(runState))
        for (const [value, epoch] of shownEpochs(learningCurve(group), mostEpochs(study)))
          yield [value, { arm, epoch, metric }];
    },
  },
  {
    name: 'fanout_arm_metric',
    help: 'Mean of each metric of the study after the last epoch so far, over the trials of an arm where it is finite.',
    labels: ['arm', 'metric'],
    *read(runState) {
      const names = metricNames(runState);
      for (const [arm, group] of byArm(runState))
        for (const metric of names)
          yield [spreadOf(group.flatMap(({ latest }) => latest[metric] ?? []))?.mean, { arm, metric }];
    },
  },
];

/** Each arm's id with its trials. */
function* byArm({
  arms,
  manifest,
}: RunState): Iterable<readonly [arm: string, trials: readonly TrialState[]]> {
  for (const [place, { id }] of manifest.study.arms.entries()) yield [id, arms[place]!];
}

function countFindings(trials: readonly TrialState[], kind: (typeof FINDINGS)[number]): number {
  return trials.filter(({ outcome }) => outcome?.findings.some((finding) => finding.kind === kind)).length;
}

function* shownEpochs(
  curve: readonly (number | undefined)[],
  epochs = curve.length,
): Iterable<readonly [value: number | undefined, epoch: number]> {
  const stride = Math.ceil(epochs / MOST_EPOCHS);
  for (const [index, value] of curve.entries()) {
    const epoch = index + 1;
    if (epoch % stride === 0 || epoch === epochs) yield [value, epoch];
  }
}

/**
 * The metrics that the study declares, then what else its trials have reported so far; not more than a trial
 * has.
 */
function metricNames({ manifest, trials }: RunState): string[] {
  const names = new Set(manifest.study.metrics.map(({ name }) => name));
  for (const { latest } of trials)
    for (const name of Object.keys(latest)) if (names.size < MOST_METRICS) names.add(name);
  return [...names];
}
