/** Every trial by its colour, and the initializers side by side. */
import {
  TableCellBackgroundDisplayMode,
  TableCellDisplayMode,
  TableCellHeight,
} from '@grafana/grafana-foundation-sdk/common';
import { shareColours } from '../frame/colours.ts';
import { table } from '../frame/panels.ts';
import { latest } from '../frame/promql.ts';
import { asNumber, columns, joinRows, matrix, sortedBy } from '../frame/transformations.ts';

/** Initializers in rows, folds in columns: seven times five in the first study. */
export function trialGrid() {
  return table({
    title: 'Every trial',
    description:
      'Initializers in rows, folds in columns. The metric that the study decides by, after the last epoch so far; with several seeds, their mean. Empty: no epoch has ended. From violet (chance) over teal to yellow, lighter is better.',
    unit: 'percentunit',
    queries: [{ expression: latest(['initializer', 'fold'], 'fanout_trial_objective') }],
  })
    .decimals(1)
    .min(0)
    .max(1)
    .thresholds(shareColours())
    .transformations([
      asNumber('fold'),
      sortedBy('fold'),
      matrix('initializer', 'fold'),
      columns({ 'initializer\\fold': 'Initializer' }),
      sortedBy('Initializer'),
    ])
    .cellOptions({
      type: TableCellDisplayMode.ColorBackground,
      mode: TableCellBackgroundDisplayMode.Basic,
    })
    .cellHeight(TableCellHeight.Md)
    .overrideByName('Initializer', [
      { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.Auto } },
      { id: 'unit', value: 'string' },
    ]);
}

export function comparison() {
  const byInitializer = ['initializer'];
  return table({
    title: 'The initializers',
    description:
      'The metric that the study decides by, at the end of the completed trials of each initializer: mean, standard deviation between them, lowest and highest fold (of these the trials in progress count too), and how many trials have ended.',
    unit: 'percentunit',
    queries: [
      { expression: latest(byInitializer, 'fanout_initializer_objective') },
      { expression: latest(byInitializer, 'fanout_initializer_objective_stddev') },
      {
        expression: `min by (initializer) (${latest(['initializer', 'fold'], 'fanout_trial_objective')})`,
      },
      {
        expression: `max by (initializer) (${latest(['initializer', 'fold'], 'fanout_trial_objective')})`,
      },
      { expression: latest(byInitializer, 'fanout_trials_recorded_total', 'outcome="completed"') },
      { expression: latest(byInitializer, 'fanout_trials_recorded_total', 'outcome="failed"') },
    ],
  })
    .decimals(2)
    .min(0)
    .max(1)
    .thresholds(shareColours())
    .transformations([
      ...joinRows(),
      columns({
        initializer: 'Initializer',
        'Value #A': 'Mean',
        'Value #B': '±',
        'Value #C': 'Lowest',
        'Value #D': 'Highest',
        'Value #E': 'Completed',
        'Value #F': 'Failed',
      }),
      sortedBy('Mean', true),
    ])
    .overrideByName('Initializer', [{ id: 'unit', value: 'string' }])
    .overrideByName('Mean', [
      { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.Gauge, mode: 'basic' } },
    ])
    .overrideByRegexp('Completed|Failed', [
      { id: 'unit', value: 'none' },
      { id: 'decimals', value: 0 },
      { id: 'custom.width', value: 100 },
    ]);
}
