/** The dashboard Health, as a table of contents: for who is woken by an alert. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { buildDashboard, type Row } from '../frame/frame.ts';
import { alertsFiring, failedTrials, missing, nats, sinceProgress, targetsDown } from './glance.ts';
import { callErrors, callRate, callTime } from './grpc.ts';
import { apiErrors, connection, storage, writes } from './jetstream.ts';
import { ledgerAndManifest, outcomes } from './ledger.ts';
import { alerts, versions } from './processes.ts';
import { attempts, refused, released } from './retries.ts';

export function healthDashboard(): Dashboard {
  return buildDashboard({
    uid: 'fanout-health',
    title: 'fanout / Health',
    description:
      'Does the promise hold: one outcome for each trial? The ledger against the manifest, what was tried again and why, NATS JetStream, the gRPC port.',
    runs: 'all',
    rows: [...promiseRows(), ...serverRows()],
  });
}

/** One outcome for each trial. */
function promiseRows(): Row[] {
  return [
    {
      title: 'At a glance',
      height: 4,
      panels: [
        [4, missing()],
        [4, failedTrials()],
        [4, nats()],
        [4, sinceProgress()],
        [4, targetsDown()],
        [4, alertsFiring()],
      ],
    },
    {
      title: 'The ledger',
      height: 8,
      panels: [
        [12, ledgerAndManifest()],
        [12, outcomes()],
      ],
    },
    {
      title: 'Tried again, and refused',
      height: 8,
      panels: [
        [8, attempts()],
        [8, released()],
        [8, refused()],
      ],
    },
  ];
}

/** What has to work for that. */
function serverRows(): Row[] {
  return [
    {
      title: 'NATS JetStream',
      height: 8,
      panels: [
        [6, connection()],
        [6, writes()],
        [6, storage()],
        [6, apiErrors()],
      ],
    },
    {
      title: 'gRPC',
      height: 8,
      panels: [
        [8, callRate()],
        [8, callTime()],
        [8, callErrors()],
      ],
    },
    {
      title: 'Processes',
      height: 8,
      panels: [
        [12, alerts()],
        [12, versions()],
      ],
    },
  ];
}
