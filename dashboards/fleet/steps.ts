/** How long things take. */
import { graph } from '../frame/panels.ts';
import { meanOf, quantileOf, rateOf, sumBy } from '../frame/promql.ts';

export function stepTime() {
  return graph({
    title: 'Step time',
    description:
      'Wall-clock time of a training step of a pack, evaluations left out, over all workers. It grows with the trials in a pack, and when machines share their cores.',
    unit: 's',
    queries: quantiles('fanout_worker_step_seconds'),
  }).min(0);
}

export function dataWait() {
  return graph({
    title: 'Time waiting for data',
    description:
      'Share of its time in which each worker waited for a batch. Near 0 with a dataset in memory; with shards, more than a few per cent: a faster volume, a larger cache or a nearer server would help.',
    unit: 'percentunit',
    queries: [
      {
        expression: sumBy(['instance'], rateOf('fanout_worker_data_wait_seconds_total')),
        legend: '{{instance}}',
      },
    ],
  }).min(0);
}

export function trialTime() {
  return graph({
    title: 'Trial time',
    description:
      'Training and evaluation time of completed trials: the pack’s, divided by its trials. From the ledger.',
    unit: 's',
    queries: quantiles('fanout_trial_duration_seconds'),
  }).min(0);
}

export function packSize() {
  return graph({
    title: 'Trials in a pack',
    description:
      'Mean number of trials in the packs that workers began. Larger packs cost less for each trial; a worker that runs out of memory gets smaller ones.',
    unit: 'none',
    queries: [{ expression: meanOf('fanout_pack_trials') }],
  }).min(0);
}

const quantiles = (metric: string) => [
  { expression: quantileOf(0.5, metric), legend: 'median' },
  { expression: quantileOf(0.95, metric), legend: '95 % are below' },
];
