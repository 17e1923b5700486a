/** Work on its way to a worker. */
import { graph, stacked } from '../frame/panels.ts';
import { increaseOf, ofRun, quantileOf, sumBy } from '../frame/promql.ts';

export function queueDepth() {
  return stacked({
    title: 'Packs in the queue',
    description: 'Packs in JetStream: waiting for a worker, or claimed by one.',
    unit: 'none',
    queries: [{ expression: sumBy(['state'], ofRun('fanout_queue_packs')), legend: '{{state}}' }],
  });
}

export function queueWait() {
  const metric = 'fanout_worker_pack_wait_seconds';
  return graph({
    title: 'Wait in the queue',
    description:
      'How long a pack waited until a worker received it, of packs given out for the first time. All packs of a run are published at its start, so waits grow while it lasts.',
    unit: 's',
    queries: [
      { expression: quantileOf(0.5, metric), legend: 'median' },
      { expression: quantileOf(0.95, metric), legend: '95 % are below' },
    ],
  }).min(0);
}

export function redeliveries() {
  return graph({
    title: 'Packs given out again',
    description:
      'Packs claimed now that were given out before, and packs received by workers that had been given out before. After a worker was lost or stopped that is in order; all the time it is not.',
    unit: 'none',
    queries: [
      { expression: sumBy([], ofRun('fanout_queue_redelivered_packs')), legend: 'claimed now' },
      {
        expression: sumBy([], increaseOf('fanout_worker_packs_redelivered_total')),
        legend: 'received again',
      },
    ],
  }).min(0);
}
