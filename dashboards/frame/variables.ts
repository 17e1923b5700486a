import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { SOURCE } from './source.ts';

/** Runs seen in the time range, the latest first. */
const RUNS =
  'query_result(sort_desc(max by (run) (last_over_time(fanout_run_started_timestamp_seconds{job=~"$job"}[$__range]))))';

const METRICS = 'label_values(fanout_arm_metric{job=~"$job"}, metric)';

/** The Prometheus to ask. */
export function datasourceVariable(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .description('The Prometheus that scrapes fanout.')
    .type('prometheus');
}

/** The scrape jobs whose processes are looked at. */
export function jobVariable(): QueryVariableBuilder {
  return new QueryVariableBuilder('job')
    .label('Job')
    .description('Scrape jobs of coordinator and workers.')
    .datasource(SOURCE)
    .query({ query: 'label_values(fanout_build_info, job)', refId: 'job' })
    .definition('label_values(fanout_build_info, job)')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current(ALL);
}

/** The runs to look at: `one`, the latest unless another is chosen, or `all` of them together. */
export function runVariable(choice: 'one' | 'all'): QueryVariableBuilder {
  const variable = new QueryVariableBuilder('run')
    .label('Run')
    .description('Runs seen in the time range, the latest first.')
    .datasource(SOURCE)
    .query({ query: RUNS, refId: 'run' })
    .definition(RUNS)
    .regex('/run="([^"]+)"/')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.Disabled);
  return choice === 'one' ? variable : variable.multi(true).includeAll(true).allValue('.+').current(ALL);
}

/** The metric to look at, of those that the trials of the run report. */
export function metricVariable(): QueryVariableBuilder {
  return new QueryVariableBuilder('metric')
    .label('Metric')
    .description('A metric that the trials report.')
    .datasource(SOURCE)
    .query({ query: METRICS, refId: 'metric' })
    .definition(METRICS)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalDesc);
}

const ALL = { selected: true, text: 'All', value: '$__all' };
