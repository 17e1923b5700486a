import type { Family } from '../../telemetry/family.ts';
import type { ShownRun } from './shown-runs.ts';

/** What NATS says of the queue and the ledger of a run. */
export const QUEUE_FAMILIES: readonly Family<ShownRun>[] = [
  {
    name: 'fanout_queue_packs',
    help: 'Packs of a run in the JetStream queue: waiting, or claimed by a worker. Absent while NATS does not answer.',
    labels: ['study', 'state'],
    *read({ figures, manifest: { study } }) {
      yield [figures?.waiting, { study: study.name, state: 'waiting' }];
      yield [figures?.claimed, { study: study.name, state: 'claimed' }];
    },
  },
  {
    name: 'fanout_queue_redelivered_packs',
    help: 'Packs claimed now that were given out before (JetStream num_redelivered). Absent while NATS does not answer.',
    *read({ figures }) {
      yield [figures?.redelivered];
    },
  },
  {
    name: 'fanout_ledger_outcomes',
    help: 'Outcomes in the ledger of a run, counted by NATS itself. Absent while NATS does not answer.',
    *read({ figures }) {
      yield [figures?.outcomes];
    },
  },
];
