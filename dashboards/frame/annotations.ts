import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { ofRun, RUN } from './promql.ts';
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
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(SOURCE)
    .enable(true)
    .iconColor(colour)
    .expr(`max by (run, study) (${ofRun(metric)} * on (job, instance, run) group_left (study) ${RUN}) * 1000`)
    .titleFormat(name)
    .textFormat('{{run}}')
    .tagKeys('study')
    .useValueForTime(true);
}
