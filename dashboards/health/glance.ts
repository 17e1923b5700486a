/** One figure for each thing that may be wrong. */
import { BigValueColorMode } from '@grafana/grafana-foundation-sdk/common';
import { MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import { lookFrom, wrongBelow, wrongFrom } from '../frame/colours.ts';
import { figure } from '../frame/panels.ts';
import { ofJob, ofRun, sumBy } from '../frame/promql.ts';

/** Outcomes that completed runs should have and NATS does not count. */
export function missing() {
  const completed = ofRun('fanout_run_completed_timestamp_seconds');
  const short = `${ofRun('fanout_manifest_trials')} - ${ofRun('fanout_ledger_outcomes')}`;
  return figure({
    title: 'Missing after the end',
    description:
      'Trials of completed runs that the ledger has no outcome for. Anything but 0 breaks the promise. No figure: no run has completed.',
    unit: 'none',
    queries: [{ expression: sumBy([], `(${short} and on (job, instance, run) ${completed})`) }],
  })
    .thresholds(wrongFrom(1))
    .colorMode(BigValueColorMode.Background);
}

export function failedTrials() {
  return figure({
    title: 'Failed trials',
    description: 'Trials that were given up, each with its reason in the ledger and the report.',
    unit: 'none',
    queries: [{ expression: sumBy([], ofRun('fanout_trials', 'state="failed"')) }],
  })
    .thresholds(wrongFrom(1))
    .colorMode(BigValueColorMode.Background);
}

export function nats() {
  return figure({
    title: 'NATS',
    description: 'Whether every coordinator is connected to NATS. While it is not, everything waits.',
    unit: 'bool_yes_no',
    queries: [{ expression: `min (${ofJob('fanout_nats_connected')})` }],
  })
    .mappings([
      {
        type: MappingType.ValueToText,
        options: { '0': { text: 'away', index: 0 }, '1': { text: 'connected', index: 1 } },
      },
    ])
    .thresholds(wrongBelow(1))
    .colorMode(BigValueColorMode.Background);
}

export function sinceProgress() {
  const last = ofRun('fanout_run_last_progress_timestamp_seconds');
  const completed = ofRun('fanout_run_completed_timestamp_seconds');
  return figure({
    title: 'Since a run got further',
    description:
      'The longest silence of a run that is not complete: no pack begun, no progress, no outcome. No figure: all runs are complete.',
    unit: 's',
    queries: [{ expression: `max (time() - (${last}) unless on (job, instance, run) ${completed})` }],
  })
    .thresholds(lookFrom(300))
    .colorMode(BigValueColorMode.Background);
}

export function targetsDown() {
  return figure({
    title: 'Processes not answering',
    description: 'Scrape targets of the chosen jobs that do not answer Prometheus.',
    unit: 'none',
    queries: [{ expression: `count (${ofJob('up')}) - sum (${ofJob('up')})` }],
  })
    .thresholds(lookFrom(1))
    .colorMode(BigValueColorMode.Background);
}

export function alertsFiring() {
  return figure({
    title: 'Alerts firing',
    description: 'Alerts of fanout that fire now, where its rules are loaded. They stand in the table below.',
    unit: 'none',
    queries: [
      {
        expression:
          'count (ALERTS{job=~"$job", alertname=~"Fanout.+", alertstate="firing"}) or on () vector(0)',
      },
    ],
  })
    .thresholds(wrongFrom(1))
    .colorMode(BigValueColorMode.Background);
}
