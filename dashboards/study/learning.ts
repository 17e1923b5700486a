/** Curves, losses, findings: what happens inside. */
import { TableCellHeight } from '@grafana/grafana-foundation-sdk/common';
import { curves, graph, stacked, table } from '../frame/panels.ts';
import { latest, maxBy, ofRun } from '../frame/promql.ts';
import { asNumber, columns, matrix, sortedBy } from '../frame/transformations.ts';

export function objectiveByEpoch() {
  return curves({
    title: 'Metric against epoch',
    description:
      'Mean of the metric that the study decides by, after each epoch, over the trials of an arm that have got so far. While the run lasts, the last points rest on few trials.',
    unit: 'percentunit',
    queries: [{ expression: latest(['arm', 'epoch'], 'fanout_epoch_objective') }],
    x: 'Epoch',
  })
    .axisSoftMin(0)
    .axisSoftMax(1)
    .transformations([
      matrix('epoch', 'arm'),
      columns({ 'epoch\\arm': 'Epoch' }),
      asNumber('Epoch'),
      sortedBy('Epoch'),
    ])
    .overrideByName('Epoch', [{ id: 'unit', value: 'none' }]);
}

export function meanObjective() {
  return graph({
    title: 'Mean as trials complete',
    description:
      'Mean of the metric that the study decides by, at the end of the completed trials of each arm. It settles while trials complete; its spread stands in the table above.',
    unit: 'percentunit',
    queries: [
      {
        expression: maxBy(['arm'], ofRun('fanout_arm_objective')),
        legend: '{{arm}}',
      },
    ],
  })
    .axisSoftMin(0)
    .axisSoftMax(1);
}

export function trialStates() {
  return stacked({
    title: 'Trials by state',
    description: 'All trials of the run: they wait, are trained, and end completed or failed.',
    unit: 'none',
    queries: [{ expression: maxBy(['state'], ofRun('fanout_trials')), legend: '{{state}}' }],
  });
}

/** Any metric of the study, by its name: losses too, which are no shares. */
export function chosenMetric() {
  return graph({
    title: 'The chosen metric',
    description:
      'The metric that is chosen above, after the last epoch so far: its mean over the trials of an arm where it is a finite number. An arm without a line has diverged, or has not begun.',
    unit: 'none',
    queries: [
      {
        expression: maxBy(['arm'], ofRun('fanout_arm_metric', 'metric="$metric"')),
        legend: '{{arm}}',
      },
    ],
  }).axisSoftMin(0);
}

export function findings() {
  return table({
    title: 'Findings',
    description:
      'Facts about completed trials, by arm: dead_start (no gradient reaches a layer at the first step), diverged (a loss that is not finite), did_not_learn (ended no better than guessing: the commonest class, or the mean of the targets). Empty: none.',
    unit: 'none',
    queries: [{ expression: `${latest(['arm', 'kind'], 'fanout_findings_total')} > 0` }],
  })
    .decimals(0)
    .cellHeight(TableCellHeight.Sm)
    .transformations([matrix('arm', 'kind'), columns({ 'arm\\kind': 'Arm' }), sortedBy('Arm')])
    .overrideByName('Arm', [{ id: 'unit', value: 'string' }])
    .noValue('none');
}
