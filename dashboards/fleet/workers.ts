/** Who is there, and what each does. */
import { TableCellHeight } from '@grafana/grafana-foundation-sdk/common';
import { graph, stacked, table } from '../frame/panels.ts';
import { inRun, maxBy, ofJob, ofRun, sumBy } from '../frame/promql.ts';
import { columns, without } from '../frame/transformations.ts';

export function workerStates() {
  return stacked({
    title: 'Workers by state',
    description:
      'As the coordinator sees them. lost: silent for 45 seconds; it is shown for ten minutes. draining: told to stop, it hands back what it holds.',
    unit: 'none',
    queries: [{ expression: sumBy(['state'], ofRun('fanout_workers')), legend: '{{state}}' }],
  });
}

export function lastHeard() {
  return graph({
    title: 'Since a worker was last heard',
    description:
      'A worker speaks at least every ten seconds. A line that climbs: it is gone, stuck or cut off; after 45 seconds it counts as lost.',
    unit: 's',
    queries: [
      {
        expression: `time() - ${maxBy(['worker'], ofRun('fanout_worker_last_heartbeat_timestamp_seconds'))}`,
        legend: '{{worker}}',
      },
    ],
  }).min(0);
}

export function whatTheyDo() {
  const engine = ofJob('fanout_worker_engine_info');
  const state = inRun(`(${ofJob('fanout_worker_state')} == 1)`);
  return table({
    title: 'What each worker does',
    description: 'The state of each worker that Prometheus scrapes, and the engine that it trains with.',
    unit: 'none',
    queries: [
      {
        expression: `max by (instance, state, backend) (${state} * on (job, instance) group_left (backend) ${engine} or on (job, instance) ${state})`,
      },
    ],
  })
    .cellHeight(TableCellHeight.Sm)
    .transformations([
      without('Time', 'Value'),
      columns({ instance: 'Worker', state: 'State', backend: 'Engine' }),
    ]);
}
