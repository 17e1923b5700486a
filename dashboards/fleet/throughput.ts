/** How much the fleet gets done. */
import { figure, graph, stacked } from '../frame/panels.ts';
import { ofRun, rateOf, sumBy } from '../frame/promql.ts';

const ALL = sumBy([], rateOf('fanout_examples_trained_total'));

export function examplesNow() {
  return figure({
    title: 'Examples per second',
    description:
      'Training examples a second, all workers together, counted once for each trial of a pack. As workers report it to the coordinator: a lower bound.',
    unit: 'short',
    queries: [{ expression: ALL }],
  });
}

export function workersNow() {
  return figure({
    title: 'Workers training',
    description: 'Workers that train a pack now.',
    unit: 'none',
    queries: [{ expression: sumBy([], ofRun('fanout_workers', 'state="training"')) }],
  });
}

export function packsWaiting() {
  return figure({
    title: 'Packs waiting',
    description: 'Packs in the queue that no worker has claimed. Many for long: more workers would help.',
    unit: 'none',
    queries: [{ expression: sumBy([], ofRun('fanout_queue_packs', 'state="waiting"')) }],
  });
}

export function trialsLeft() {
  return figure({
    title: 'Trials left',
    description: 'Trials without an outcome: queued or in training.',
    unit: 'none',
    queries: [{ expression: sumBy([], ofRun('fanout_trials', 'state=~"queued|training"')) }],
  });
}

export function throughput() {
  return graph({
    title: 'Examples per second, all workers',
    description:
      'Training examples a second, all workers together: what workers report (repeated attempts counted in), and what of it the ledger has kept, which comes in steps, as trials complete.',
    unit: 'short',
    queries: [
      { expression: ALL, legend: 'reported' },
      { expression: sumBy([], rateOf('fanout_examples_recorded_total')), legend: 'recorded' },
    ],
  }).min(0);
}

export function perWorker() {
  return stacked({
    title: 'Examples per second by worker',
    description: 'Training examples a second of each worker, by its own count, on top of one another.',
    unit: 'short',
    queries: [
      {
        expression: sumBy(['instance'], rateOf('fanout_worker_examples_trained_total')),
        legend: '{{instance}}',
      },
    ],
  });
}
