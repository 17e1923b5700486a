/** Work that was done more than once, and outcomes that were not taken. */
import { graph, stacked } from '../frame/panels.ts';
import { increaseOf, ofRun, sumBy } from '../frame/promql.ts';

export function attempts() {
  return graph({
    title: 'Attempts beyond the first',
    description:
      'Trials begun as a second or later attempt, packs cut into smaller ones, trials put into the queue (those of the start counted in); and, over the whole run, the extra attempts of trials that have an outcome.',
    unit: 'none',
    queries: [
      { expression: sumBy([], increaseOf('fanout_trials_begun_again_total')), legend: 'begun again' },
      { expression: sumBy([], increaseOf('fanout_packs_split_total')), legend: 'packs split' },
      { expression: sumBy([], increaseOf('fanout_trials_published_total')), legend: 'published' },
      { expression: sumBy([], ofRun('fanout_extra_attempts_total')), legend: 'extra attempts in all' },
    ],
  }).min(0);
}

export function released() {
  return stacked({
    title: 'Packs given back',
    description:
      'Packs that workers handed back without outcomes, by the code of the error catalogue in docs/operations.md. INTERRUPTED is a worker that was stopped in order. Empty: none.',
    unit: 'none',
    queries: [{ expression: sumBy(['code'], increaseOf('fanout_packs_released_total')), legend: '{{code}}' }],
  }).noValue('none');
}

export function refused() {
  return graph({
    title: 'Outcomes not taken',
    description:
      'duplicate: the trial had an outcome already, as happens after a retry. rejected: it could not be true; that is a defect, and the log of the coordinator says what was wrong.',
    unit: 'none',
    queries: [
      { expression: sumBy([], increaseOf('fanout_duplicate_outcomes_total')), legend: 'duplicate' },
      { expression: sumBy([], increaseOf('fanout_rejected_outcomes_total')), legend: 'rejected' },
    ],
  }).min(0);
}
