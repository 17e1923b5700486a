/** Every trial by its colour, and the arms side by side. */
import {
  TableCellBackgroundDisplayMode,
  TableCellDisplayMode,
  TableCellHeight,
} from '@grafana/grafana-foundation-sdk/common';
import { shareColours } from '../frame/colours.ts';
import { table } from '../frame/panels.ts';
import { latest } from '../frame/promql.ts';
import { asNumber, columns, joinRows, matrix, sortedBy } from '../frame/transformations.ts';

/** Arms in rows, folds in columns: seven times five in the first study; one column where there are none. */
export function trialGrid() {
  return table({
    title: 'Every trial',
    description:
      'Arms in rows, folds in columns; a study with one split of its data has one column. The metric that the study decides by, after the last epoch so far; with several seeds, their mean. Empty: no epoch has ended. From violet (chance) over teal to yellow, lighter is better.',
    unit: 'percentunit',
    queries: [{ expression: latest(['arm', 'fold'], 'fanout_trial_objective') }],
  })
    .decimals(1)
    .min(0)
    .max(1)
    .thresholds(shareColours())
    .transformations([
      asNumber('fold'),
      sortedBy('fold'),
      matrix('arm', 'fold'),
      columns({ 'arm\\fold': 'Arm' }),
      sortedBy('Arm'),
    ])
    .cellOptions({
      type: TableCellDisplayMode.ColorBackground,
      mode: TableCellBackgroundDisplayMode.Basic,
    })
    .cellHeight(TableCellHeight.Md)
    .overrideByName('Arm', [
      { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.Auto } },
      { id: 'unit', value: 'string' },
    ]);
}

export function comparison() {
  const byArm = ['arm'];
  return table({
    title: 'The arms',
    description:
      'The metric that the study decides by, at the end of the completed trials of each arm: mean, standard deviation between them, lowest and highest value of a fold, or of the one split there is (of these the trials in progress count too), and how many trials have ended.',
    unit: 'percentunit',
    queries: [
      { expression: latest(byArm, 'fanout_arm_objective') },
      { expression: latest(byArm, 'fanout_arm_objective_stddev') },
      {
        expression: `min by (arm) (${latest(['arm', 'fold'], 'fanout_trial_objective')})`,
      },
      {
        expression: `max by (arm) (${latest(['arm', 'fold'], 'fanout_trial_objective')})`,
      },
      { expression: latest(byArm, 'fanout_trials_recorded_total', 'outcome="completed"') },
      { expression: latest(byArm, 'fanout_trials_recorded_total', 'outcome="failed"') },
    ],
  })
    .decimals(2)
    .min(0)
    .max(1)
    .thresholds(shareColours())
    .transformations([
      ...joinRows(),
      columns({
        arm: 'Arm',
        'Value #A': 'Mean',
        'Value #B': '±',
        'Value #C': 'Lowest',
        'Value #D': 'Highest',
        'Value #E': 'Completed',
        'Value #F': 'Failed',
      }),
      sortedBy('Mean', true),
    ])
    .overrideByName('Arm', [{ id: 'unit', value: 'string' }])
    .overrideByName('Mean', [
      { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.Gauge, mode: 'basic' } },
    ])
    .overrideByRegexp('Completed|Failed', [
      { id: 'unit', value: 'none' },
      { id: 'decimals', value: 0 },
      { id: 'custom.width', value: 100 },
    ]);
}
