import type { Coordinator } from '../../coordinator/coordinator.ts';
import { workerToken } from '../../coordinator/service/credentials.ts';
import type { Manifest } from '../../study/manifest.ts';
import { isNetworkStudy } from '../../study/study.ts';
import { workerHost } from '../../worker/name.ts';
import type { RunDirectory } from './directory.ts';
import type { LocalNats } from './nats.ts';
import type { View } from './view.ts';
import { startWorkers, type WorkerPool } from './workers.ts';

/** What the workers of a run need to know of it. */
export interface PoolOptions {
  readonly manifest: Manifest;
  readonly directory: RunDirectory;
  readonly workers: number;
  readonly threads: number;
  readonly backend: string;
  readonly metricsPort: number | undefined;
}

/** What the names of a worker's processes begin with, one after the other. */
const nameOf = (worker: number): string => `${workerHost()}-w${worker}`;

/** Starts the workers of a local run, each with a name and a token of its own. */
export function startPool(
  options: PoolOptions,
  coordinator: Coordinator,
  nats: LocalNats,
  token: string,
  view: View,
): WorkerPool {
  return startWorkers({
    count: options.workers,
    run: options.manifest.run,
    backend: options.backend,
    threads: options.threads,
    trainer: isNetworkStudy(options.manifest.study) ? 'network' : 'command',
    metrics: options.metricsPort !== undefined,
    logs: options.directory.logs,
    environment: (worker) => ({
      ...nats.workerEnvironment(worker),
      FANOUT_COORDINATOR: coordinator.address,
      FANOUT_WORKER_NAME: nameOf(worker),
      FANOUT_CHECKPOINTS: options.directory.checkpoints,
      FANOUT_SLOT: `${worker - 1}/${options.workers}`,
      FANOUT_TOKEN: workerToken(token, options.manifest.run, nameOf(worker)),
    }),
    onLost: view.workerLost,
  });
}
