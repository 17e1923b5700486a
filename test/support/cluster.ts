/**
 * A coordinator and workers over a real nats-server and real gRPC, in one process, with a study that takes no
 * time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNatsServer } from '../../cli/nats/find.ts';
import { type NatsServer, startNatsServer } from '../../cli/nats/start.ts';
import type { NatsAddress } from '../../connection/connect.ts';
import { Coordinator, type CoordinatorOptions } from '../../coordinator/coordinator.ts';
import { makeManifest } from '../../coordinator/run/manifest.ts';
import { foldsOfStudy } from '../../datasets/folds.ts';
import { describeDataset, openDataset } from '../../datasets/load.ts';
import type { Engine } from '../../engines/engine.ts';
import { networkManifest, networkStudy } from '../../study/fixtures/network-study.ts';
import type { NetworkManifest } from '../../study/manifest.ts';
import { parseStudy } from '../../study/parse.ts';
import type { CoordinatorAddress } from '../../worker/coordinator-client.ts';
import { WorkerMetrics } from '../../worker/metrics/metrics.ts';
import { openNetworkTrainer } from '../../worker/trainers/network/trainer.ts';
import type { Trainer } from '../../worker/trainers/trainer.ts';
import { runWorker } from '../../worker/worker.ts';
import { noopEngine } from './noop-engine.ts';

export const TOKEN = 'token-of-a-test';

/** A nats-server of its own, in a directory of its own. */
export async function startTestNats(): Promise<{
  server: NatsServer;
  directory: string;
  stop: () => Promise<void>;
}> {
  const directory = await mkdtemp(join(tmpdir(), 'fanout-test-'));
  const { path } = await findNatsServer();
  const server = await startNatsServer({ binary: path, directory, storeDirectory: join(directory, 'nats') });
  const stop = async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { server, directory, stop };
}

/** A study on iris: its grid's shape is all that matters. */
export async function testManifest(
  run: string,
  initializers: number,
  folds: number,
  seeds = 1,
): Promise<NetworkManifest> {
  const labels = Array.from({ length: initializers }, (_, index) => `{ zeros: {}, as: choice-${index} }`);
  const text = `apiVersion: fanout.dev/v1
kind: Study
metadata: { name: test }
spec:
  dataset: { name: iris }
  initializers: [${labels.join(', ')}]
  folds: { count: ${folds} }
  seeds: [${Array.from({ length: seeds }, (_, index) => index + 1)}]
  model: [dense: { units: classes, activation: softmax }]
  training: { epochs: 1 }
`;
  return manifestOf(run, text);
}

/** What a run of a study file is made of. */
export async function manifestOf(run: string, text: string): Promise<NetworkManifest> {
  const study = networkStudy(await parseStudy(text, { source: 'test.yaml', describeDataset }));
  const dataset = await openDataset(study.dataset);
  const now = new Date();
  const machine = { cores: 1, arch: 'x64', processor: 'of a test' };
  return networkManifest(
    makeManifest({
      run,
      study,
      studyText: text,
      dataset,
      folds: foldsOfStudy(dataset.examples, study.folds, study.seeds),
      versions: {},
      machine,
      now,
    }),
  );
}

/** Of a server or a cluster of them: where it is, and who may come in. */
export type TestNats = Pick<NatsServer, 'url' | 'coordinator' | 'worker'>;

export const coordinatorAddress = ({ url, coordinator }: TestNats): NatsAddress => ({
  url,
  user: coordinator.user,
  password: coordinator.pass,
});

export const workerAddress = ({ url, worker }: TestNats): NatsAddress => ({
  url,
  user: worker.user,
  password: worker.pass,
});

export function startTestCoordinator(
  nats: TestNats,
  options: Partial<CoordinatorOptions> = {},
): Promise<Coordinator> {
  return Coordinator.start({
    nats: coordinatorAddress(nats),
    patienceMs: 10_000,
    listen: '127.0.0.1:0',
    security: { token: TOKEN },
    id: 'coordinator-of-a-test',
    reconcileMs: 500,
    leaseMs: 2_000,
    log: () => undefined,
    ...options,
  });
}

export interface TestWorker {
  /** Drains it. */
  stop(): Promise<void>;
  /** Settles when it has ended, as it did. */
  readonly ended: Promise<void>;
}

/** A worker in this process, which trains with a trainer, or with the built-in one on an engine. */
export function startTestWorker(
  nats: TestNats,
  coordinator: Coordinator,
  run: string,
  training: Engine | Trainer = noopEngine(),
  metrics = new WorkerMetrics({ version: 'of a test', run }),
  token = TOKEN,
  identity?: CoordinatorAddress['identity'],
): TestWorker {
  const controller = new AbortController();
  const ended = runWorker({
    run,
    nats: workerAddress(nats),
    coordinator: { address: coordinator.address, token, identity },
    openTrainer: async () => ('run' in training ? training : openNetworkTrainer(async () => training)),
    leaseMs: 2_000,
    metrics,
    signal: controller.signal,
    log: () => undefined,
  });
  // A test that wants to know waits for it.
  ended.catch(() => undefined);
  return {
    ended,
    stop: async () => {
      controller.abort(new Error('the test is over'));
      await ended;
    },
  };
}
