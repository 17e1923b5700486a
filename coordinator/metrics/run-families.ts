import type { Family, Sample } from '../../telemetry/family.ts';
import {
  finalValues,
  groupBy,
  latestValue,
  learningCurve,
  progressOf,
  spreadOf,
  totalExamples,
} from './figures.ts';
import { type Cell, type RunPicture, TRIAL_STATES } from './picture.ts';

/** The most values of the label `epoch`: of longer studies every second, third, … epoch is shown, and the last. */
const MOST_EPOCHS = 50;
const FINDINGS = ['dead_start', 'diverged', 'did_not_learn'] as const;

/** What is known of a run as a whole, and of how well it learns. */
export const RUN_FAMILIES: readonly Family<RunPicture>[] = [
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
    *read(picture) {
      yield [picture.complete ? picture.lastRecordedAt : undefined];
    },
  },
  {
    name: 'fanout_run_last_progress_timestamp_seconds',
    help: 'When this process last saw the run get further (a pack begun, a progress message, an outcome), Unix time.',
    *read({ lastProgressAt }) {
      yield [lastProgressAt];
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
    *read(picture) {
      const states = groupBy(picture.cells, (cell) => picture.stateOf(cell));
      for (const state of TRIAL_STATES) yield [states.get(state)?.length ?? 0, { state }];
    },
  },
  {
    name: 'fanout_trials_recorded_total',
    help: 'Trials with an outcome, by initializer and outcome (completed, failed). From the ledger.',
    labels: ['initializer', 'outcome'],
    *read({ cells }) {
      for (const [initializer, group] of byInitializer(cells))
        for (const outcome of ['completed', 'failed'] as const)
          yield [group.filter((cell) => cell.state === outcome).length, { initializer, outcome }];
    },
  },
  {
    name: 'fanout_findings_total',
    help: 'Findings about completed trials, by initializer and kind. From the ledger.',
    labels: ['initializer', 'kind'],
    *read({ cells }) {
      for (const [initializer, group] of byInitializer(cells))
        for (const kind of FINDINGS) yield [countFindings(group, kind), { initializer, kind }];
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
    name: 'fanout_trial_accuracy_ratio',
    help: 'Validation accuracy after the last epoch so far, 0 to 1; the mean over the seeds of a fold.',
    labels: ['initializer', 'fold'],
    *read({ cells }) {
      const ofOneSeed = gridOfOneSeed(cells);
      const groups = groupBy(cells, ({ trial }) => trial.index % ofOneSeed);
      for (const group of groups.values()) {
        const { initializer, fold } = group[0]!.trial;
        yield [spreadOf(group.flatMap((cell) => latestValue(cell) ?? []))?.mean, { initializer, fold }];
      }
    },
  },
  {
    name: 'fanout_initializer_accuracy_ratio',
    help: 'Mean final validation accuracy of the completed trials of an initializer, 0 to 1. From the ledger.',
    labels: ['initializer'],
    *read({ cells }) {
      for (const [initializer, group] of byInitializer(cells))
        yield [spreadOf(finalValues(group))?.mean, { initializer }];
    },
  },
  {
    name: 'fanout_initializer_accuracy_stddev_ratio',
    help: 'Standard deviation (n - 1) of the final accuracies of an initializer; from two completed trials on. From the ledger.',
    labels: ['initializer'],
    *read({ cells }) {
      for (const [initializer, group] of byInitializer(cells))
        yield [spreadOf(finalValues(group))?.stddev, { initializer }];
    },
  },
  {
    name: 'fanout_epoch_accuracy_ratio',
    help: 'Mean validation accuracy after an epoch (from 1), over the trials that have got so far; at most about 50 epochs are shown.',
    labels: ['initializer', 'epoch'],
    *read({ cells, manifest }) {
      for (const [initializer, group] of byInitializer(cells))
        yield* shownEpochs(initializer, learningCurve(group), manifest.study.training.epochs);
    },
  },
  {
    name: 'fanout_training_loss',
    help: 'Mean training loss over the last epoch so far, over the trials of an initializer where it is finite.',
    labels: ['initializer'],
    *read({ cells }) {
      for (const [initializer, group] of byInitializer(cells))
        yield [spreadOf(group.flatMap((cell) => cell.trainLoss ?? []))?.mean, { initializer }];
    },
  },
];

const byInitializer = (cells: readonly Cell[]) => groupBy(cells, (cell) => cell.trial.initializer);

/** The grid goes seed by seed: after so many cells the same initializer and fold come again. */
const gridOfOneSeed = (cells: readonly Cell[]) =>
  cells.filter(({ trial }) => trial.seed === cells[0]!.trial.seed).length;

function countFindings(cells: readonly Cell[], kind: (typeof FINDINGS)[number]): number {
  return cells.filter(({ outcome }) => outcome?.findings.some((finding) => finding.kind === kind)).length;
}

function* shownEpochs(
  initializer: string,
  curve: readonly (number | undefined)[],
  epochs: number,
): Iterable<Sample> {
  const stride = Math.ceil(epochs / MOST_EPOCHS);
  for (const [index, accuracy] of curve.entries()) {
    const epoch = index + 1;
    if (epoch % stride === 0 || epoch === epochs) yield [accuracy, { initializer, epoch }];
  }
}
