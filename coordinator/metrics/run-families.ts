import { MOST_METRICS } from '../../proto/metrics.ts';
import { mostEpochs } from '../../study/study.ts';
import type { Family } from '../../telemetry/family.ts';
import {
  finalValues,
  groupBy,
  latestValue,
  learningCurve,
  progressOf,
  spreadOf,
  totalExamples,
} from './figures.ts';
import { type Cell, type RunState, TRIAL_STATES } from './run-state.ts';

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
      yield [1, { run, study: study.name, dataset: dataset.name, role: 'coordinator' }];
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
    *read({ manifest, cells }) {
      yield [progressOf(manifest, cells)];
    },
  },
  {
    name: 'fanout_run_examples',
    help: 'Training examples that the whole run takes: examples of each trial times its epochs.',
    *read({ manifest, cells }) {
      yield [totalExamples(manifest, cells, () => 1)];
    },
  },
  {
    name: 'fanout_examples_recorded_total',
    help: 'Training examples of completed trials. From the ledger: the same after a restart, repeated attempts not counted.',
    *read({ manifest, cells }) {
      yield [totalExamples(manifest, cells, (cell) => (cell.state === 'completed' ? 1 : 0))];
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
      const states = groupBy(runState.cells, (cell) => runState.stateOf(cell));
      for (const state of TRIAL_STATES) yield [states.get(state)?.length ?? 0, { state }];
    },
  },
  {
    name: 'fanout_trials_recorded_total',
    help: 'Trials with an outcome, by arm and outcome (completed, failed). From the ledger.',
    labels: ['arm', 'outcome'],
    *read({ cells }) {
      for (const [arm, group] of byArm(cells))
        for (const outcome of ['completed', 'failed'] as const)
          yield [group.filter((cell) => cell.state === outcome).length, { arm, outcome }];
    },
  },
  {
    name: 'fanout_findings_total',
    help: 'Findings about completed trials, by arm and kind. From the ledger.',
    labels: ['arm', 'kind'],
    *read({ cells }) {
      for (const [arm, group] of byArm(cells))
        for (const kind of FINDINGS) yield [countFindings(group, kind), { arm, kind }];
    },
  },
  {
    name: 'fanout_extra_attempts_total',
    help: 'Attempts beyond the first of trials that have an outcome. From the ledger.',
    *read({ cells }) {
      yield [cells.reduce((sum, { outcome }) => sum + (outcome ? outcome.attempt - 1 : 0), 0)];
    },
  },
  {
    name: 'fanout_trial_objective',
    help: 'The metric that the study decides by, after the last epoch so far; the mean over the seeds of a fold.',
    labels: ['arm', 'fold', 'metric'],
    *read({ cells, manifest }) {
      const ofOneSeed = gridOfOneSeed(cells);
      const groups = groupBy(cells, ({ trial }) => trial.index % ofOneSeed);
      const { metric } = manifest.study.objective;
      for (const group of groups.values()) {
        const { arm, fold } = group[0]!.trial;
        const mean = spreadOf(group.flatMap((cell) => latestValue(cell) ?? []))?.mean;
        yield [mean, { arm, fold, metric }];
      }
    },
  },
  {
    name: 'fanout_arm_objective',
    help: 'Mean of that metric at the end of the completed trials of an arm. From the ledger.',
    labels: ['arm', 'metric'],
    *read({ cells, manifest }) {
      const { metric } = manifest.study.objective;
      for (const [arm, group] of byArm(cells)) yield [spreadOf(finalValues(group))?.mean, { arm, metric }];
    },
  },
  {
    name: 'fanout_arm_objective_stddev',
    help: 'Standard deviation (n - 1) of that metric at the end of the trials of an arm; from two completed ones on. From the ledger.',
    labels: ['arm', 'metric'],
    *read({ cells, manifest }) {
      const { metric } = manifest.study.objective;
      for (const [arm, group] of byArm(cells)) yield [spreadOf(finalValues(group))?.stddev, { arm, metric }];
    },
  },
  {
    name: 'fanout_epoch_objective',
    help: 'Mean of that metric after an epoch (from 1), over the trials that have got so far; at most about 50 epochs are shown.',
    labels: ['arm', 'epoch', 'metric'],
    *read({ cells, manifest }) {
      const { objective } = manifest.study;
      for (const [arm, group] of byArm(cells))
        for (const [value, epoch] of shownEpochs(learningCurve(group), mostEpochs(manifest.study)))
          yield [value, { arm, epoch, metric: objective.metric }];
    },
  },
  {
    name: 'fanout_arm_metric',
    help: 'Mean of each metric of the study after the last epoch so far, over the trials of an arm where it is finite.',
    labels: ['arm', 'metric'],
    *read({ cells, manifest }) {
      const names = manifest.study.metrics.slice(0, MOST_METRICS).map(({ name }) => name);
      for (const [arm, group] of byArm(cells))
        for (const metric of names)
          yield [spreadOf(group.flatMap(({ latest }) => latest[metric] ?? []))?.mean, { arm, metric }];
    },
  },
];

const byArm = (cells: readonly Cell[]) => groupBy(cells, (cell) => cell.trial.arm);

/** The grid goes seed by seed: after so many cells the same arm and fold come again. */
const gridOfOneSeed = (cells: readonly Cell[]) =>
  cells.filter(({ trial }) => trial.seed === cells[0]!.trial.seed).length;

function countFindings(cells: readonly Cell[], kind: (typeof FINDINGS)[number]): number {
  return cells.filter(({ outcome }) => outcome?.findings.some((finding) => finding.kind === kind)).length;
}

function* shownEpochs(
  curve: readonly (number | undefined)[],
  epochs: number,
): Iterable<readonly [value: number | undefined, epoch: number]> {
  const stride = Math.ceil(epochs / MOST_EPOCHS);
  for (const [index, value] of curve.entries()) {
    const epoch = index + 1;
    if (epoch % stride === 0 || epoch === epochs) yield [value, epoch];
  }
}
