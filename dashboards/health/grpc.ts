/** Calls of workers to the coordinator. */
import { graph } from '../frame/panels.ts';
import { ofJob, sumBy } from '../frame/promql.ts';

const rate = (metric: string, matchers = '') => `rate(${ofJob(metric, matchers)}[$__rate_interval])`;

export function callRate() {
  return graph({
    title: 'Calls per second',
    description: 'Calls from workers that the coordinator answered, by method.',
    unit: 'reqps',
    queries: [{ expression: sumBy(['method'], rate('fanout_grpc_requests_total')), legend: '{{method}}' }],
  }).min(0);
}

export function callTime() {
  const buckets = sumBy(['le', 'method'], rate('fanout_grpc_request_seconds_bucket'));
  return graph({
    title: 'Time to an answer',
    description:
      '95 of 100 calls are answered faster, by method. Complete waits until the outcome is on the disk of NATS.',
    unit: 's',
    queries: [{ expression: `histogram_quantile(0.95, ${buckets})`, legend: '{{method}}' }],
  }).min(0);
}

export function callErrors() {
  return graph({
    title: 'Calls that failed',
    description: 'Calls answered with a status other than OK, by method and status. Empty: none.',
    unit: 'reqps',
    queries: [
      {
        expression: sumBy(['method', 'code'], rate('fanout_grpc_requests_total', 'code!="OK"')),
        legend: '{{method}} {{code}}',
      },
    ],
  })
    .min(0)
    .noValue('none');
}
