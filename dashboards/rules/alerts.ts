import { IMAGE_SECONDS } from './recordings.ts';
import { type Alert, withStudy } from './rule.ts';

const COMPLETE = 'fanout_run_completed_timestamp_seconds';
const COMPLETED_TRIALS = 'fanout_trials_recorded_total{outcome="completed"}';

/** What somebody should know of. Each has a section of its name in docs/operations.md. */
export const ALERTS: readonly Alert[] = [
  {
    alert: 'FanoutNoProgress',
    expr: `${withStudy(`(time() - fanout_run_last_progress_timestamp_seconds unless on (job, instance, run) ${COMPLETE})`)} > 600`,
    for: '1m',
    severity: 'critical',
    summary: 'Run {{ $labels.run }} gets no further.',
    description:
      'For {{ $value | humanizeDuration }} no pack of run {{ $labels.run }} was begun, no progress was reported and no outcome was recorded, and the run is not complete.',
  },
  {
    alert: 'FanoutWorkersLost',
    expr: 'fanout_workers{state="lost"} > 0',
    for: '1m',
    severity: 'warning',
    summary: 'Coordinator {{ $labels.instance }} lost workers.',
    description:
      '{{ $value }} of the workers of coordinator {{ $labels.instance }} fell silent without leaving in order. What they had in training is given to others when the lease has run out.',
  },
  {
    alert: 'FanoutTrialFailed',
    expr: `${withStudy('fanout_trials{state="failed"}')} > 0`,
    severity: 'warning',
    summary: 'Run {{ $labels.run }} has failed trials.',
    description:
      '{{ $value }} trials of run {{ $labels.run }} were given up and have no metrics. Each has its reason in the ledger; the verdict rests on fewer trials.',
  },
  {
    alert: 'FanoutLedgerShort',
    expr: `(fanout_manifest_trials - fanout_ledger_outcomes and on (job, instance, run) ${COMPLETE}) > 0`,
    for: '1m',
    severity: 'critical',
    summary: 'The ledger of the completed run {{ $labels.run }} is short.',
    description:
      'Run {{ $labels.run }} is complete for the coordinator, but NATS counts {{ $value }} outcomes fewer in its ledger than the manifest has trials.',
  },
  {
    alert: 'FanoutStorageUnwritable',
    expr: 'fanout_storage_writable == 0',
    for: '1m',
    severity: 'critical',
    summary: 'NATS stores nothing for coordinator {{ $labels.instance }}.',
    description:
      'For a minute NATS has not stored what coordinator {{ $labels.instance }} writes, though the connection stands. No outcome is recorded until it does; none that was recorded is lost.',
  },
  {
    alert: 'FanoutCoordinatorAbsent',
    // The last known progress of each run, and the last word on whether it is to go on, whichever process
    // told it; 5 s: no coarser than what most scrape.
    expr: `max by (job, run, study) (last_over_time((${withStudy('fanout_run_progress_ratio')})[1h:5s])) < 1 unless on (run) fanout_run_info{role="coordinator"} unless on (run) last_over_time((max by (run) (fanout_run_active))[1h:5s]) == 0`,
    for: '2m',
    severity: 'critical',
    summary: 'Nobody coordinates run {{ $labels.run }}.',
    description:
      'Prometheus has seen no coordinator of run {{ $labels.run }} for two minutes, and {{ $value | humanizePercentage }} of the run was done when it was last seen. No coordinator said that it is paused or given up. Workers wait for it.',
  },
  {
    alert: 'FanoutStepTimeRegressed',
    expr: `${IMAGE_SECONDS} > 2 * quantile_over_time(0.5, ${IMAGE_SECONDS}[1h] offset 15m)`,
    for: '10m',
    severity: 'warning',
    summary: 'Worker {{ $labels.instance }} trains at less than half its pace.',
    description:
      'Worker {{ $labels.instance }} of run {{ $labels.run }} takes {{ $value | humanizeDuration }} for an image of a trial, more than twice its median of the hour before.',
  },
  {
    alert: 'FanoutAllArmsAtChance',
    expr: withStudy(
      `(sum by (job, instance, run) (fanout_findings_total{kind="did_not_learn"}) == sum by (job, instance, run) (${COMPLETED_TRIALS}) and min by (job, instance, run) (sum by (job, instance, run, arm) (${COMPLETED_TRIALS})) > 0)`,
    ),
    severity: 'warning',
    summary: 'No arm of run {{ $labels.run }} learns.',
    description:
      'All {{ $value }} completed trials of run {{ $labels.run }}, of every arm, ended no better than guessing. The study compares nothing: the dataset, the model or the training is at fault.',
  },
];
