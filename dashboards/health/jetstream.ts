/** The queue's server, as the coordinator sees it. */
import { graph } from '../frame/panels.ts';
import { ofJob } from '../frame/promql.ts';

const EACH = '{{instance}}';

export function connection() {
  return graph({
    title: 'Connection to NATS',
    description:
      '1 while a coordinator is connected, 0 while it is not; and how often the connection had to be made again.',
    unit: 'none',
    queries: [
      { expression: `min by (instance) (${ofJob('fanout_nats_connected')})`, legend: `${EACH} connected` },
      {
        expression: `sum by (instance) (increase(${ofJob('fanout_nats_reconnects_total')}[$__rate_interval]))`,
        legend: `${EACH} reconnects`,
      },
    ],
  }).min(0);
}

export function writes() {
  return graph({
    title: 'Writes that NATS stores',
    description:
      '1 while NATS stores what a coordinator writes, 0 while it does not though the connection stands: its disk is full, as a rule. And how many writes failed so. The alert FanoutStorageUnwritable says what to do.',
    unit: 'none',
    queries: [
      { expression: `min by (instance) (${ofJob('fanout_storage_writable')})`, legend: `${EACH} stores` },
      {
        expression: `sum by (instance) (increase(${ofJob('fanout_nats_write_failures_total')}[$__rate_interval]))`,
        legend: `${EACH} failed writes`,
      },
    ],
  }).min(0);
}

export function storage() {
  return graph({
    title: 'JetStream storage',
    description:
      'Bytes that JetStream stores for the account: queue and ledgers. A gap: NATS did not answer the coordinator.',
    unit: 'bytes',
    queries: [{ expression: `max by (instance) (${ofJob('fanout_jetstream_storage_bytes')})`, legend: EACH }],
  }).min(0);
}

export function apiErrors() {
  return graph({
    title: 'JetStream API errors',
    description:
      'Requests to the JetStream API that ended in an error, of the whole account. Some are in order: asking whether something exists is one.',
    unit: 'none',
    queries: [
      {
        expression: `sum by (instance) (increase(${ofJob('fanout_jetstream_api_errors_total')}[$__rate_interval]))`,
        legend: EACH,
      },
    ],
  }).min(0);
}
