/**
 * The coordinator of the bench, in a process of its own: opens the run, says where, and at the end what it
 * took.
 */

import { natsAddressFromEnvironment } from '../../../connection/connect.ts';
import { Coordinator } from '../../../coordinator/coordinator.ts';
import { testManifest } from '../../support/cluster.ts';

/** What the process tells the bench. */
export type Told =
  | { readonly kind: 'open'; readonly address: string; readonly openedInMs: number }
  | {
      readonly kind: 'done';
      /** Resident memory, in MiB: when the run was open, and at most while it was worked on. */
      readonly openMiB: number;
      readonly peakMiB: number;
      /** Bytes of heap that the run's course left behind for each trial, garbage taken away. */
      readonly keptBytes: number;
      readonly cpuSeconds: number;
    };

const { env } = process;
const tell = (told: Told) => process.send?.(told);
const residentMiB = () => process.memoryUsage.rss() / 2 ** 20;

const coordinator = await Coordinator.start({
  nats: natsAddressFromEnvironment(env),
  listen: '127.0.0.1:0',
  security: { token: env.FANOUT_TOKEN },
  id: 'bench',
  log: () => undefined,
});
const [initializers, folds, seeds] = JSON.parse(env.FANOUT_BENCH_GRID!) as [number, number, number];
const manifest = await testManifest(env.FANOUT_RUN!, initializers, folds, seeds);
const started = performance.now();
const run = await coordinator.startRun(manifest, {
  workers: Number(env.FANOUT_BENCH_WORKERS),
  largestPack: Number(env.FANOUT_BENCH_PACK),
});
// Without the garbage: how much the run keeps is another question than how lazily it is taken away.
const heapBytes = () => {
  globalThis.gc!();
  return process.memoryUsage().heapUsed;
};
const openBytes = heapBytes();
const openMiB = residentMiB();
let peakMiB = openMiB;
const sampling = setInterval(() => {
  peakMiB = Math.max(peakMiB, residentMiB());
}, 200);
const before = process.cpuUsage();
tell({ kind: 'open', address: coordinator.address, openedInMs: performance.now() - started });
await run.done;
const { user, system } = process.cpuUsage(before);
clearInterval(sampling);
const keptBytes = (heapBytes() - openBytes) / manifest.trials;
tell({ kind: 'done', openMiB, peakMiB, keptBytes, cpuSeconds: (user + system) / 1e6 });
process.once('disconnect', () => process.exit(0));
