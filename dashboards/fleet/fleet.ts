/** The dashboard Fleet, as a table of contents: for who looks after the machines. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { buildDashboard, type Row } from '../frame/frame.ts';
import { cpu, engineMemory, gpuBusy, gpuMemory, memory, tensors } from './machines.ts';
import { queueDepth, queueWait, redeliveries } from './queue.ts';
import { dataWait, packSize, stepTime, trialTime } from './steps.ts';
import { examplesNow, packsWaiting, perWorker, throughput, trialsLeft, workersNow } from './throughput.ts';
import { lastHeard, whatTheyDo, workerStates } from './workers.ts';

export function fleetDashboard(): Dashboard {
  return buildDashboard({
    uid: 'fanout-fleet',
    title: 'fanout / Fleet',
    description:
      'The workers of the chosen runs: how fast they train, what each does, how long work waits for them, what the machines have left.',
    runs: 'all',
    rows: [...workerRows(), ...costRows()],
  });
}

/** What the workers do now. */
function workerRows(): Row[] {
  return [
    {
      title: 'Now',
      height: 4,
      panels: [
        [6, examplesNow()],
        [6, workersNow()],
        [6, packsWaiting()],
        [6, trialsLeft()],
      ],
    },
    {
      title: 'Throughput',
      height: 8,
      panels: [
        [12, throughput()],
        [12, perWorker()],
      ],
    },
    {
      title: 'Workers',
      height: 8,
      panels: [
        [8, workerStates()],
        [8, lastHeard()],
        [8, whatTheyDo()],
      ],
    },
  ];
}

/** Where time goes, and what the machines have left. */
function costRows(): Row[] {
  return [
    {
      title: 'Time',
      height: 8,
      panels: [
        [6, stepTime()],
        [6, dataWait()],
        [6, trialTime()],
        [6, packSize()],
      ],
    },
    {
      title: 'Queue',
      height: 8,
      panels: [
        [8, queueDepth()],
        [8, queueWait()],
        [8, redeliveries()],
      ],
    },
    {
      title: 'Machines',
      height: 8,
      panels: [
        [8, cpu()],
        [8, memory()],
        [8, engineMemory()],
        [8, gpuBusy()],
        [8, gpuMemory()],
        [8, tensors()],
      ],
    },
  ];
}
