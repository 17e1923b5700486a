import { Command, Option } from 'commander';
import { natsAddressFromEnvironment } from '../../connection/connect.ts';
import { asFanoutError } from '../../proto/errors.ts';
import { type Endpoints, startEndpoints } from '../../telemetry/endpoints.ts';
import { WorkerMetrics } from '../../worker/metrics/metrics.ts';
import { runWorker, type WorkerOptions } from '../../worker/worker.ts';
import { processLog } from '../log.ts';
import { backendName, slotOfMachine, wholeNumber } from '../options.ts';
import { leaseFrom, metricsHostsFrom } from '../settings.ts';
import { VERSION } from '../version.ts';
import { openTrainer, type TrainerSettings } from './open-trainer.ts';
import { stopSignal, untilStopped } from './stop-signal.ts';

interface Options extends TrainerSettings {
  readonly run: string;
  readonly coordinator?: string;
  readonly nats?: string;
  readonly metricsPort?: number;
  readonly metricsHost: string;
}

/**
 * `fanout worker`: one worker process. Secrets and certificates come from the environment; see
 * docs/operations.md.
 */
export function workerCommand(): Command {
  return new Command('worker')
    .description('train packs of one run, until told to stop')
    .requiredOption('--run <run>', 'the run to work for', process.env.FANOUT_RUN)
    .option('--coordinator <host:port>', 'where the coordinator listens (FANOUT_COORDINATOR)')
    .option('--nats <url>', 'the NATS server (FANOUT_NATS_URL)')
    .addOption(
      new Option('--trainer <name>', 'the built-in network, or the program that the study names')
        .choices(['network', 'command'])
        .default('network'),
    )
    .addOption(
      new Option('--checkpoints <dir>', 'where trials keep what their next attempt goes on from').env(
        'FANOUT_CHECKPOINTS',
      ),
    )
    .addOption(
      new Option('--slot <index/count>', 'of a program: its place among the workers of this machine, from 0')
        .env('FANOUT_SLOT')
        .argParser(slotOfMachine),
    )
    .option('--backend <name>', 'auto, tfjs-node-gpu, webgpu, tfjs-node or wasm', backendName, 'auto')
    .option('--threads <count>', 'threads for a backend that has them', wholeNumber(1, 1024))
    .option(
      '--memory-limit <MiB>',
      'the most that a pack may take of TensorFlow’s memory',
      wholeNumber(1, 2 ** 24),
    )
    .addOption(
      new Option('--metrics-port <port>', 'serve /metrics, /healthz and /readyz; 0: a free port')
        .env('FANOUT_METRICS_PORT')
        .argParser(wholeNumber(0, 65_535)),
    )
    .option('--metrics-host <address>', 'where they are served: 127.0.0.1 for this machine alone', '0.0.0.0')
    .action(work);
}

async function work(options: Options): Promise<void> {
  const signal = stopSignal();
  const log = processLog('worker');
  const metrics = new WorkerMetrics({ version: VERSION, run: options.run });
  let port: Endpoints | undefined;
  try {
    port = await openPort(metrics, options);
    await untilStopped(signal, () => runWorker({ ...workerOptions(options, log), metrics, signal, log }));
  } catch (thrown) {
    const { code, message, hint } = asFanoutError(thrown);
    // The command that started this process tells the user; without one, the error goes to stderr as
    // everywhere.
    process.send?.({ kind: 'failed', code, message, hint });
    throw thrown;
  } finally {
    await port?.stop();
    if (process.connected) process.disconnect();
  }
}

/** What the command line and the environment say of a worker. */
function workerOptions(
  { run, nats, coordinator, metricsPort: _, metricsHost: __, ...trainer }: Options,
  log: WorkerOptions['log'],
): Omit<WorkerOptions, 'metrics' | 'signal' | 'log'> {
  const { env } = process;
  return {
    run,
    nats: natsAddressFromEnvironment(env, nats),
    coordinator: {
      address: coordinator ?? env.FANOUT_COORDINATOR ?? '127.0.0.1:7070',
      token: env.FANOUT_TOKEN,
      identity: env.FANOUT_WORKER_NAME ? { run, worker: env.FANOUT_WORKER_NAME } : undefined,
      ca: env.FANOUT_TLS_CA,
      cert: env.FANOUT_TLS_CERT,
      key: env.FANOUT_TLS_KEY,
    },
    openTrainer: () => {
      if (env.FANOUT_CHECKPOINTS_LAST === 'pod')
        log('checkpoints do not outlast this pod: name a volume fanout-checkpoints in spec.template');
      return openTrainer(trainer, log);
    },
    ...leaseFrom(env),
  };
}

/**
 * Opens the port where one is asked for, before anything else: a worker that loads its engine is alive, and
 * not ready.
 */
async function openPort(
  metrics: WorkerMetrics,
  { metricsPort, metricsHost }: Options,
): Promise<Endpoints | undefined> {
  if (metricsPort === undefined) return undefined;
  const port = await startEndpoints({
    host: metricsHost,
    port: metricsPort,
    names: metricsHostsFrom(process.env),
    ready: () => metrics.readiness,
    metrics: () => metrics.text(),
  });
  // The command that started this process tells Prometheus where it is.
  process.send?.({ kind: 'metrics', address: new URL(port.url).host });
  return port;
}
