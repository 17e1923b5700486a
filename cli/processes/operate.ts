/** The operator as a process: its ports, its leadership, its coordinator, its Studies. */
import type { Coordinator } from '../../coordinator/coordinator.ts';
import { describeDataset } from '../../datasets/load.ts';
import type { Leadership } from '../../operator/leadership/election.ts';
import type { Operator } from '../../operator/operator.ts';
import { Turns } from '../../operator/study/turns.ts';
import { FanoutError } from '../../proto/errors.ts';
import { parseStudy } from '../../study/parse.ts';
import { startEndpoints } from '../../telemetry/endpoints.ts';
import { processLog } from '../log.ts';
import { writeRun } from '../results/write-run.ts';
import { BoundedLogs } from '../run/bounded-logs.ts';
import { runDirectory } from '../run/directory.ts';
import { planRun } from '../run/plan-run.ts';
import { metricsHostsFrom } from '../settings.ts';
import { authorities } from './authorities.ts';
import { startCoordinator } from './coordinator.ts';
import { type DeclaredDatasets, declaredDatasets } from './declared-datasets.ts';
import { becomeLeader } from './leadership.ts';
import { openResultsPort } from './results-port.ts';

/** Datasets that are read at once, and for how long one holds up the others. */
const READING = { places: 2, patienceMs: 20_000 } as const;

/** What `fanout operator` is told. */
export interface OperatorOptions {
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
  readonly resultsPort?: number;
  readonly leaderElection?: boolean;
}

/**
 * Works until `signal` ends it: as soon as it leads, where several may. Throws USAGE, PORT_IN_USE,
 * NATS_UNAVAILABLE, UNAVAILABLE.
 */
export async function operateCluster(options: OperatorOptions, signal: AbortSignal): Promise<void> {
  const log = processLog('operator');
  // Before anything is read: what reads datasets looks there.
  const declared = declaredDatasets(process.env);
  Object.assign(process.env, declared);
  let coordinator: Coordinator | undefined;
  let operator: Operator | undefined;
  let leadership: Leadership | undefined;
  let results: { stop(): Promise<void> } | undefined;
  // Open before anything else: a coordinator that waits for NATS is alive, and not ready.
  const port = await startEndpoints({
    host: '0.0.0.0',
    port: options.metricsPort,
    names: metricsHostsFrom(process.env),
    // A replica that does not lead is ready to.
    ready: () =>
      options.leaderElection && !leadership
        ? { standby: true }
        : {
            nats: coordinator?.readiness.nats ?? false,
            service: coordinator?.readiness.service ?? false,
            studies: operator?.following ?? false,
          },
    metrics: async () => coordinator?.metrics.text() ?? '',
  });
  try {
    if (options.leaderElection) {
      leadership = await becomeLeader({ namespace: options.namespace, log, signal });
      if (!leadership) return;
    }
    coordinator = await startCoordinator({ ...options, wait: true }, log, signal);
    operator = await operatorOf(options, coordinator, { declared, log, signal });
    results = await openResultsPort(options, { coordinator, operator, log, signal });
    log('operator is ready', { address: coordinator.address, namespace: options.namespace });
    await Promise.race([
      operator.run(),
      ...(leadership ? [leadership.lost] : []),
      coordinator.closed.then(() => {
        throw new FanoutError('NATS_UNAVAILABLE', 'the connection to NATS is closed for good', {
          hint: 'see that NATS runs and takes these credentials; on a cluster the operator is then started again by itself',
        });
      }),
    ]);
  } finally {
    await results?.stop();
    await port.stop();
    await coordinator?.stop();
    await leadership?.release();
  }
}

interface Around {
  readonly declared: DeclaredDatasets;
  readonly log: ReturnType<typeof processLog>;
  readonly signal: AbortSignal;
}

/** What works on the Studies of the cluster. */
async function operatorOf(
  { out, maxStudies, maxWorkers = Number.POSITIVE_INFINITY, ...cluster }: OperatorOptions,
  coordinator: Coordinator,
  { declared, log, signal }: Around,
): Promise<Operator> {
  // Loaded here: nobody else needs the client of Kubernetes, and it takes its time.
  const { Operator } = await import('../../operator/operator.ts');
  const { connectCluster } = await import('../../operator/api/connect.ts');
  const { withVariables } = await import('../../operator/workers/with-variables.ts');
  const reading = new Turns(READING.places, READING.patienceMs);
  return new Operator({
    cluster: withVariables(connectCluster(cluster), { ...declared, ...authorities(process.env) }),
    coordinator,
    plan: (text, source, signal, warn) =>
      reading.take(() => readAndPlan(text, { source, signal, warn, log }), signal),
    keep: (manifest, outcomes, workers) => writeRun(manifest, outcomes, { out, workers }),
    keepLogs: (manifest) => new BoundedLogs(manifest, runDirectory(out, manifest.run)),
    log,
    mostStudies: maxStudies,
    mostWorkers: maxWorkers,
    everyMs: 2_000,
    retryMs: 10_000,
    longestRetryMs: 5 * 60_000,
    signal,
  });
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
