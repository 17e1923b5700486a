import type { ConnectionState } from '../connection/connection-state.ts';
import type { Family } from './family.ts';

/** What any process of fanout knows of itself. */
export interface ProcessFacts {
  readonly role: 'coordinator' | 'worker';
  /** Of fanout. */
  readonly version: string;
  /** To NATS; undefined while it was never made. */
  readonly connection: () => ConnectionState | undefined;
}

export const PROCESS_FAMILIES: readonly Family<ProcessFacts>[] = [
  {
    name: 'fanout_build_info',
    help: 'Always 1; the versions of this process.',
    labels: ['version', 'node', 'role'],
    *read({ version, role }) {
      yield [1, { version, node: process.versions.node, role }];
    },
  },
  {
    name: 'fanout_nats_connected',
    help: '1 while the connection to NATS stands, 0 otherwise.',
    *read({ connection }) {
      yield [connection()?.connected ? 1 : 0];
    },
  },
  {
    name: 'fanout_nats_reconnects_total',
    help: 'How often the connection to NATS had to be made again.',
    *read({ connection }) {
      yield [connection()?.reconnects ?? 0];
    },
  },
  {
    name: 'fanout_process_cpu_seconds_total',
    help: 'Processor time of this process, user and system.',
    *read() {
      const { user, system } = process.cpuUsage();
      yield [(user + system) / 1e6];
    },
  },
  {
    name: 'fanout_process_resident_memory_bytes',
    help: 'Resident memory of this process.',
    *read() {
      yield [process.memoryUsage.rss()];
    },
  },
];
