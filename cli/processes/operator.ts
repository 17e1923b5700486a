import { Command, InvalidArgumentError, Option } from 'commander';
import type { Coordinator } from '../../coordinator/coordinator.ts';
import { describeDataset } from '../../datasets/load.ts';
import { Turns } from '../../operator/study/turns.ts';
import { FanoutError } from '../../proto/errors.ts';
import { parseStudy } from '../../study/parse.ts';
import { startEndpoints } from '../../telemetry/endpoints.ts';
import { processLog } from '../log.ts';
import { wholeNumber } from '../options.ts';
import { writeRun } from '../results/write-run.ts';
import { BoundedLogs } from '../run/bounded-logs.ts';
import { runDirectory } from '../run/directory.ts';
import { planRun } from '../run/plan-run.ts';
import { metricsHostsFrom } from '../settings.ts';
import { startCoordinator } from './coordinator.ts';
import { declaredDatasets } from './declared-datasets.ts';
import { stopSignal, untilStopped } from './stop-signal.ts';

interface Options {
  readonly nats?: string;
  readonly listen: string;
  readonly namespace: string;
  readonly template: string;
  readonly class?: string;
  readonly maxStudies: number;
  readonly maxWorkers?: number;
  readonly replicas: number;
  readonly out: string;
  readonly metricsPort: number;
}

/**
 * Each keeps its manifest and the state of its run in memory: some MB for a study of some thousand trials.
 */
const MOST_STUDIES = 20;
/** Datasets that are read at once, and for how long one holds up the others. */
const READING = { places: 2, patienceMs: 20_000 } as const;

/** `fanout operator`: the coordinator of a Kubernetes cluster, which runs each Study there is. */
export function operatorCommand(): Command {
  const command = new Command('operator')
    .description('run the studies of a Kubernetes cluster; docs/kubernetes.md')
    .option('--nats <url>', 'the NATS server (FANOUT_NATS_URL)')
    .option('--listen <host:port>', 'where workers reach it', '0.0.0.0:7070')
    .requiredOption('--namespace <name>', 'where workers run', process.env.FANOUT_NAMESPACE)
    .option('--template <name>', 'the PodTemplate that workers are made from', 'fanout-worker')
    .option(
      '--class <name>',
      'only studies labelled fanout.dev/class=<name> (default: those without that label); each class needs a namespace of its own',
      className,
    )
    .addOption(
      new Option('--max-studies <count>', 'studies that are served at once; the others wait')
        .env('FANOUT_MAX_STUDIES')
        .argParser(wholeNumber(1, 1000))
        .default(MOST_STUDIES),
    )
    .addOption(
      new Option(
        '--max-workers <count>',
        'workers of all studies together, shared by priority and weight (default: no bound)',
      )
        .env('FANOUT_MAX_WORKERS')
        .argParser(wholeNumber(1, 100_000)),
    )
    .option('--replicas <count>', 'copies that NATS keeps: 1, or 3 on a cluster', wholeNumber(1, 5), 1)
    .option('--out <dir>', 'where results go', 'runs')
    .option('--metrics-port <port>', 'of /metrics, /healthz and /readyz', wholeNumber(0, 65_535), 9090)
    .action(operate);
  return command.addCommand(
    new Command('credentials')
      .description('fill in the passwords that a Secret lacks')
      .argument('<secret>', 'its name')
      .action(async (secret: string, _: unknown, { parent }: Command) => {
        // Loaded here: nobody else needs the client of Kubernetes, and it takes its time.
        const { fillCredentials } = await import('../../operator/credentials.ts');
        const { namespace } = (parent?.opts() ?? {}) as { namespace: string };
        processLog('operator')('credentials are there', { made: await fillCredentials(namespace, secret) });
      }),
  );
}

async function operate(options: Options): Promise<void> {
  const signal = stopSignal();
  await untilStopped(signal, () => operateCluster(options, signal));
}

async function operateCluster(options: Options, signal: AbortSignal): Promise<void> {
  const log = processLog('operator');
  // Before anything is read: what reads datasets looks there.
  const declared = declaredDatasets(process.env);
  Object.assign(process.env, declared);
  const { Operator } = await import('../../operator/operator.ts');
  const { connectCluster } = await import('../../operator/api/connect.ts');
  const { withVariables } = await import('../../operator/workers/with-variables.ts');
  let coordinator: Coordinator | undefined;
  let operator: InstanceType<typeof Operator> | undefined;
  const reading = new Turns(READING.places, READING.patienceMs);
  // Open before anything else: a coordinator that waits for NATS is alive, and not ready.
  const port = await startEndpoints({
    host: '0.0.0.0',
    port: options.metricsPort,
    names: metricsHostsFrom(process.env),
    ready: () => ({
      nats: coordinator?.readiness.nats ?? false,
      service: coordinator?.readiness.service ?? false,
      studies: operator?.following ?? false,
    }),
    metrics: async () => coordinator?.metrics.text() ?? '',
  });
  try {
    coordinator = await startCoordinator({ ...options, wait: true }, log, signal);
    operator = new Operator({
      cluster: withVariables(connectCluster(options), declared),
      coordinator,
      plan: (text, source, signal, warn) =>
        reading.take(() => readAndPlan(text, { source, signal, warn, log }), signal),
      keep: (manifest, outcomes, workers) => writeRun(manifest, outcomes, { out: options.out, workers }),
      keepLogs: (manifest) => new BoundedLogs(manifest, runDirectory(options.out, manifest.run)),
      log,
      mostStudies: options.maxStudies,
      mostWorkers: options.maxWorkers ?? Number.POSITIVE_INFINITY,
      everyMs: 2_000,
      retryMs: 10_000,
      longestRetryMs: 5 * 60_000,
      signal,
    });
    log('operator is ready', { address: coordinator.address, namespace: options.namespace });
    await Promise.race([
      operator.run(),
      coordinator.closed.then(() => {
        throw new FanoutError('NATS_UNAVAILABLE', 'the connection to NATS is closed for good', {
          hint: 'see that NATS runs and takes these credentials; on a cluster the operator is then started again by itself',
        });
      }),
    ]);
  } finally {
    await port.stop();
    await coordinator?.stop();
  }
}

/** What stands around the text of a Study while it is read. */
interface Reading {
  readonly source: string;
  readonly signal: AbortSignal;
  /** Takes a line about what is old in the Study. */
  readonly warn: (line: string) => void;
  readonly log: (message: string) => void;
}

/** The manifest of a Study's text. Throws what reading it, or its dataset, throws. */
async function readAndPlan(text: string, { source, signal, warn, log }: Reading): ReturnType<typeof planRun> {
  const study = await parseStudy(text, {
    ...{ source, warn, inContainers: true },
    describeDataset: (dataset) => describeDataset(dataset, { signal }),
  });
  return planRun(study, text, { onProgress: (message) => log(message), signal });
}

/** As Kubernetes takes the value of a label. */
function className(text: string): string {
  if (/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(text)) return text;
  throw new InvalidArgumentError(
    `must be the value of a label: letters, digits, "-", "_", ".", found "${text}".`,
  );
}
