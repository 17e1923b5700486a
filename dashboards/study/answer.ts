/** Which is ahead, whether that means anything yet, how far the run is. */
import {
  BigValueColorMode,
  BigValueTextMode,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { dial, figure } from '../frame/panels.ts';
import { latest, maxBy, ofRun } from '../frame/promql.ts';

/** Means with their sign turned where less is better, so that the largest is the best. */
const MEAN = `(${latest(['arm'], 'fanout_arm_objective')} * on () group_left () ${latest([], 'fanout_objective_direction')})`;
const SPREAD = latest(['arm'], 'fanout_arm_objective_stddev');
const PROGRESS = latest([], 'fanout_run_progress_ratio');

const BEST = `topk(1, ${MEAN})`;
const SECOND = `bottomk(1, topk(2, ${MEAN}))`;
/** How far the best is ahead of the second; nothing while there is only one. */
const LEAD = `${BEST} - on () group_left () ${SECOND} and on () (count(${MEAN}) > 1)`;

/** “he_normal is ahead of the next by 0.31 %”. */
export function answer() {
  return figure({
    title: 'Who is ahead',
    description:
      'The arm with the best mean so far of the metric that the study decides by, and how far it is ahead of the next. Only completed trials count. The report at the end of the run has the verdict, with its test.',
    unit: 'percentunit',
    queries: [{ expression: LEAD, legend: '{{arm}} is ahead of the next by' }],
  })
    .decimals(2)
    .textMode(BigValueTextMode.ValueAndName)
    .noValue('Nobody yet: no two arms have a completed trial');
}

/** “Within the spread between trials: not decided”. */
export function certainty() {
  return figure({
    title: 'Does it mean anything?',
    description:
      'The lead over the standard deviation of the leader’s trials, as a sentence. A rule of thumb for the time of waiting, and no test: trials share examples, and pairs are many. The report has the verdict.',
    unit: 'none',
    queries: [
      {
        expression: `(${LEAD}) / on (arm) ((${SPREAD}) > 0)`,
        legend: 'lead over spread',
      },
    ],
  })
    .mappings([
      sentence(null, 1, 'Not yet: the lead is within the spread between trials', 'orange'),
      sentence(1, 2, 'Perhaps: the lead is one to two spreads', 'yellow'),
      sentence(2, null, 'Likely: the lead is more than two spreads', 'green'),
    ])
    .textMode(BigValueTextMode.Value)
    .colorMode(BigValueColorMode.Background)
    .text(new VizTextDisplayOptionsBuilder().valueSize(20))
    .noValue('Too early to say: the leader needs two completed trials');
}

export function progress() {
  return dial({
    title: 'Progress',
    description: 'Share of the training of the whole run that is done, trials in progress counted in.',
    unit: 'percentunit',
    queries: [{ expression: PROGRESS }],
  });
}

/** By the pace of the last ten minutes, so that a pause of the run does not count for ever. */
export function timeLeft() {
  const ofOneRun = maxBy(['run'], ofRun('fanout_run_progress_ratio'));
  const pace = `max (deriv((${ofOneRun})[10m:$__interval]) > 0)`;
  return figure({
    title: 'Time left',
    description:
      'What is left of the run at the pace of the last ten minutes. No figure: nothing got further in that time, or the run has just begun.',
    unit: 's',
    queries: [{ expression: `(1 - max (${ofOneRun})) / ${pace} or 0 * (${PROGRESS} == 1)` }],
  }).decimals(0);
}

function sentence(from: number | null, to: number | null, text: string, color: string): ValueMapping {
  return { type: MappingType.RangeToText, options: { from, to, result: { text, color, index: 0 } } };
}
