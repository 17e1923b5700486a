import type { Family } from '../../telemetry/family.ts';
import type { StorageState } from '../storage/watch.ts';
import type { ActiveRuns } from './active-runs.ts';
import { FLEET_STATES, type Fleet } from './fleet.ts';
import type { QueueFigures } from './queue.ts';

/** What a coordinator knows beside its runs: its workers, its storage, and which runs are to go on. */
export interface CoordinatorFacts {
  readonly fleet: Fleet;
  readonly active: ActiveRuns;
  /** Seconds of a clock that is never set. */
  readonly now: () => number;
  /** Unix time in seconds of a moment of `now`. */
  readonly stamp: (at: number) => number;
  /** What NATS said last; undefined while it does not answer. */
  readonly queue: () => QueueFigures | undefined;
  readonly storage: () => StorageState;
}

export const COORDINATOR_FAMILIES: readonly Family<CoordinatorFacts>[] = [
  {
    name: 'fanout_workers',
    help: 'Workers by state: starting, idle, loading, training, draining, and lost, which is silent for 45 s and shown for ten minutes.',
    labels: ['state'],
    *read({ fleet, now }) {
      const members = fleet.members(now());
      for (const state of FLEET_STATES)
        yield [members.filter((member) => member.state === state).length, { state }];
    },
  },
  {
    name: 'fanout_worker_last_heartbeat_timestamp_seconds',
    help: 'When a worker was last heard, Unix time. The label goes ten minutes after the worker.',
    labels: ['worker'],
    *read({ fleet, now, stamp }) {
      for (const { worker, heardAt } of fleet.members(now())) yield [stamp(heardAt), { worker }];
    },
  },
  {
    name: 'fanout_run_active',
    help: '1 while this process works on a run; 0 for an hour after the run was done, paused or given up, so that nobody misses its coordinator.',
    labels: ['run'],
    *read({ active, now }) {
      for (const [run, isActive] of active.read(now())) yield [isActive ? 1 : 0, { run }];
    },
  },
  {
    name: 'fanout_storage_writable',
    help: '0 while NATS stores nothing in a stream that this process writes, though the connection stands: its disk is full, as a rule.',
    *read({ storage }) {
      yield [storage().writable ? 1 : 0];
    },
  },
  {
    name: 'fanout_nats_write_failures_total',
    help: 'Writes that NATS refused for want of room, or did not answer, while the connection stood, seen by this process.',
    *read({ storage }) {
      yield [storage().failures];
    },
  },
  {
    name: 'fanout_jetstream_storage_bytes',
    help: 'Bytes that JetStream stores for this account. Absent while NATS does not answer.',
    *read({ queue }) {
      yield [queue()?.storageBytes];
    },
  },
  {
    name: 'fanout_jetstream_api_errors_total',
    help: 'Requests to the JetStream API that ended in an error, for this account.',
    *read({ queue }) {
      yield [queue()?.apiErrors];
    },
  },
];
