/**
 * What a run in order has no figures for, provoked in a run of the command that goes on: a GPU, a refused
 * call, a pack that is handed back.
 */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, vi } from 'vitest';
import { startEndpoints } from '../../telemetry/endpoints.ts';
import { connectCoordinator } from '../../worker/coordinator-client.ts';
import { WorkerMetrics } from '../../worker/metrics/metrics.ts';
import { openNetworkTrainer } from '../../worker/trainers/network/trainer.ts';
import { leftovers } from './command.ts';
import { noopEngine } from './noop-engine.ts';

const PATIENCE = { timeout: 60_000, interval: 20 };

/**
 * The metrics of a worker with a GPU engine, which trains nothing: a worker asks the driver only when its
 * engine is one for GPUs, and a script in this directory answers as the real `nvidia-smi` would. Its address
 * is `host:port`.
 */
export async function startGpuWorker(
  directory: string,
  run: string,
): Promise<{ address: string; stop: () => Promise<void> }> {
  const { PATH } = process.env;
  process.env.PATH = `${stubDriver(directory)}${delimiter}${PATH}`;
  const metrics = new WorkerMetrics({ version: 'of a test', run });
  const engine = { ...noopEngine(), backend: 'tfjs-node-gpu' as const };
  metrics.trainerOpened(await openNetworkTrainer(async () => engine));
  const endpoints = await startEndpoints({
    host: '127.0.0.1',
    port: 0,
    ready: () => metrics.readiness,
    metrics: () => metrics.text(),
  });
  return {
    address: new URL(endpoints.url).host,
    stop: async () => {
      process.env.PATH = PATH;
      await endpoints.stop();
    },
  };
}

/** Puts `nvidia-smi` into a directory: it has one GPU, and prints what workers ask for and nothing else. */
function stubDriver(directory: string): string {
  const program = join(directory, 'nvidia-smi');
  writeFileSync(
    program,
    `#!/bin/sh
case "$*" in
  '--query-gpu=index,memory.used,memory.total,utilization.gpu --format=csv,noheader,nounits') echo '0, 1234, 81559, 17' ;;
  *) echo "ERROR: Option $* is not recognized." >&2; exit 2 ;;
esac
`,
  );
  chmodSync(program, 0o755);
  return directory;
}

/** Begins a pack as somebody who does not know the token. `metrics`: the address of the run's metrics. */
export async function provokeRefusal(metrics: string): Promise<void> {
  const [worker] = await workersOf(await runOf(metrics));
  const environment = readFileSync(`/proc/${worker}/environ`, 'utf8').split('\0');
  const address = environment.find((each) => each.startsWith('FANOUT_COORDINATOR='))!.split('=')[1]!;
  const stranger = connectCoordinator({ address, token: 'wrong' }, new AbortController().signal);
  try {
    const begin = stranger.begin({ run: await runOf(metrics), pack: '0', delivery: 1 });
    await expect(begin).rejects.toThrow();
  } finally {
    stranger.close();
  }
}

/**
 * Tells workers to stop, one after the other, until one was in the middle of a pack and has handed it back.
 */
export async function provokeHandBack(metrics: string): Promise<void> {
  const run = await runOf(metrics);
  for (;;) {
    // All of them: whichever is told has a pack.
    const [worker] = await vi.waitFor(async () => {
      const workers = await workersOf(run);
      expect(await read(metrics)).toContain(`\nfanout_workers{state="training"} ${workers.length}\n`);
      return workers;
    }, PATIENCE);
    process.kill(worker!, 'SIGTERM');
    await vi.waitFor(() => expect(existsSync(`/proc/${worker}`)).toBe(false), PATIENCE);
    if (/^fanout_packs_released_total\{/m.test(await read(metrics))) return;
  }
}

const read = async (metrics: string) => (await fetch(`http://${metrics}/metrics`)).text();

/** The id of the run, once it is open. */
export const runOf = (metrics: string) =>
  vi.waitFor(async () => {
    const [, run] = /^fanout_run_info\{run="([^"]+)"/m.exec(await read(metrics)) ?? [];
    return run ?? Promise.reject(new Error('no run is open'));
  }, PATIENCE);

/** Process ids of the run's workers, once there are some: their command lines name it. */
const workersOf = (run: string) =>
  vi.waitFor(() => {
    const pids = leftovers(`--run\0${run}`).map(Number);
    expect(pids).not.toEqual([]);
    return pids;
  }, PATIENCE);
