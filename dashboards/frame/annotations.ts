import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { ofJob } from './promql.ts';
import { SOURCE } from './source.ts';

/** A line in every graph where a chosen run was started, and where its last outcome was recorded. */
export function runAnnotations(): AnnotationQueryBuilder[] {
  return [
    moment('Run started', 'blue', 'fanout_run_started_timestamp_seconds'),
    moment('Run completed', 'purple', 'fanout_run_completed_timestamp_seconds'),
  ];
}

/** `metric` is a Unix time in seconds; Grafana takes values for times in milliseconds. */
function moment(name: string, colour: string, metric: string): AnnotationQueryBuilder {
  const run = 'fanout_run_info{job=~"$job", run=~"$run", role="coordinator"}';
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(SOURCE)
    .enable(true)
    .iconColor(colour)
    .expr(`max by (run, study) (${ofJob(metric)} * on (job, instance) group_left (run, study) ${run}) * 1000`)
    .titleFormat(name)
    .textFormat('{{run}}')
    .tagKeys('study')
    .useValueForTime(true);
}
