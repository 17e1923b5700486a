/** What runs, and what Prometheus complains about. */
import { TableCellHeight } from '@grafana/grafana-foundation-sdk/common';
import { table } from '../frame/panels.ts';
import { ofJob } from '../frame/promql.ts';
import { columns, without } from '../frame/transformations.ts';

export function alerts() {
  return table({
    title: 'Alerts',
    description:
      'Alerts of fanout that fire or are about to, where its rules are loaded. docs/operations.md has a section for each. Empty: none.',
    unit: 'none',
    queries: [
      {
        expression:
          'max by (alertname, alertstate, severity, run) (ALERTS{job=~"$job", alertname=~"Fanout.+"})',
      },
    ],
  })
    .cellHeight(TableCellHeight.Sm)
    .transformations([
      without('Time', 'Value'),
      columns({ alertname: 'Alert', alertstate: 'State', severity: 'Severity', run: 'Run' }),
    ])
    .noValue('none');
}

export function versions() {
  return table({
    title: 'Versions',
    description:
      'The version of every process that answers. More than one version of fanout at a time: an update is going on, or was forgotten.',
    unit: 'none',
    queries: [{ expression: `max by (role, instance, version, node) (${ofJob('fanout_build_info')})` }],
  })
    .cellHeight(TableCellHeight.Sm)
    .transformations([
      without('Time', 'Value'),
      columns({ role: 'Process', instance: 'Address', version: 'fanout', node: 'Node' }),
    ]);
}
