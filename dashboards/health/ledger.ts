/** What the manifest promises and the ledger has. */
import { graph, stacked } from '../frame/panels.ts';
import { ofRun, sumBy } from '../frame/promql.ts';

export function ledgerAndManifest() {
  return graph({
    title: 'The ledger and the manifest',
    description:
      'Outcomes that NATS counts in the ledger, outcomes that the coordinator knows, and trials of the manifest. The run is complete when all three meet; the first two differ for no more than seconds.',
    unit: 'none',
    queries: [
      { expression: sumBy([], ofRun('fanout_manifest_trials')), legend: 'manifest' },
      { expression: sumBy([], ofRun('fanout_ledger_outcomes')), legend: 'ledger' },
      { expression: sumBy([], ofRun('fanout_trials', 'state=~"completed|failed"')), legend: 'coordinator' },
    ],
  }).min(0);
}

export function outcomes() {
  return stacked({
    title: 'Outcomes',
    description: 'Trials with an outcome: completed, or failed with a reason. From the ledger.',
    unit: 'none',
    queries: [
      { expression: sumBy(['outcome'], ofRun('fanout_trials_recorded_total')), legend: '{{outcome}}' },
    ],
  });
}
