/** The dashboard Study, as a table of contents: for who waits for an answer. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { buildDashboard } from '../frame/frame.ts';
import { answer, certainty, progress, timeLeft } from './answer.ts';
import { comparison, trialGrid } from './grid.ts';
import { chosenMetric, findings, meanObjective, objectiveByEpoch, trialStates } from './learning.ts';

export function studyDashboard(): Dashboard {
  return buildDashboard({
    uid: 'fanout-study',
    title: 'fanout / Study',
    description:
      'One run: which arm is ahead, how far it has got, the metric of every trial. What it shows stays when the run is over, as long as the run is in the time range.',
    runs: 'one',
    rows: [
      {
        title: 'The answer so far',
        height: 5,
        panels: [
          [8, answer()],
          [8, certainty()],
          [4, progress()],
          [4, timeLeft()],
        ],
      },
      {
        title: 'The grid',
        height: 10,
        panels: [
          [12, trialGrid()],
          [12, comparison()],
        ],
      },
      {
        title: 'How they learn',
        height: 9,
        panels: [
          [12, objectiveByEpoch()],
          [12, meanObjective()],
        ],
      },
      {
        title: 'On the way',
        height: 8,
        panels: [
          [8, trialStates()],
          [8, chosenMetric()],
          [8, findings()],
        ],
      },
    ],
  });
}
