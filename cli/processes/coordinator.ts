import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { Command } from 'commander';
import { natsAddressFromEnvironment } from '../../connection/connect.ts';
import { Coordinator } from '../../coordinator/coordinator.ts';
import { FanoutError } from '../../proto/errors.ts';
import type { Manifest } from '../../study/manifest.ts';
import { type Log, processLog } from '../log.ts';
import { collect, wholeNumber } from '../options.ts';
import { writeRun } from '../results/write-run.ts';
import { openMetricsPort } from '../run/metrics-port.ts';
import { planRun } from '../run/plan-run.ts';
import { leaseFrom } from '../settings.ts';
import { readStudy } from '../study/read.ts';
import { VERSION } from '../version.ts';
import { stopSignal, untilStopped, whenAborted } from './stop-signal.ts';

interface Options {
  readonly nats?: string;
  readonly listen: string;
  readonly resume?: string;
  readonly set: string[];
  readonly workers: number;
  readonly replicas: number;
  readonly out: string;
  readonly runFile?: string;
  readonly wait?: boolean;
  readonly metricsPort?: number;
}

/** `fanout coordinator STUDY`: the coordinator of one run, for workers that are started elsewhere. */
export function coordinatorCommand(): Command {
  return new Command('coordinator')
    .description('coordinate one run for workers that are started elsewhere')
    .argument('[study]', 'a study file; left out with --resume')
    .option('--nats <url>', 'the NATS server (FANOUT_NATS_URL)')
    .option('--listen <host:port>', 'where workers reach it', '0.0.0.0:7070')
    .option('--resume <run>', 'go on with a run that this NATS server has')
    .option('--set <field=value>', 'change a field of the study; repeatable', collect, [])
    .option('--workers <count>', 'workers to plan the packs for', wholeNumber(1, 10_000), 8)
    .option('--replicas <count>', 'copies that NATS keeps: 1, or 3 on a cluster', wholeNumber(1, 5), 1)
    .option('--out <dir>', 'where results go', 'runs')
    .option('--wait', 'wait while another coordinator works on the run, instead of leaving')
    .option(
      '--metrics-port <port>',
      'serve /metrics, /healthz and /readyz on all addresses',
      wholeNumber(0, 65_535),
    )
    .option('--run-file <path>', 'write the run’s id and the address here, as JSON, once it is open')
    .action(coordinate);
}

async function coordinate(path: string | undefined, options: Options): Promise<void> {
  const signal = stopSignal();
  await untilStopped(signal, () => coordinateRun(path, options, signal));
}

async function coordinateRun(path: string | undefined, options: Options, signal: AbortSignal): Promise<void> {
  const log = processLog('coordinator');
  const manifest = await planFrom(path, options, log, signal);
  const coordinator = await startCoordinator(options, log, signal);
  const port =
    options.metricsPort === undefined
      ? undefined
      : await openMetricsPort(coordinator, '0.0.0.0', options.metricsPort);
  try {
    const plan = { workers: options.workers };
    const run = manifest
      ? await coordinator.startRun(manifest, plan)
      : await coordinator.resumeRun(options.resume!, plan);
    const { address } = coordinator;
    log('run is open', {
      run: run.manifest.run,
      address,
      trials: run.manifest.trials,
      recorded: run.recorded,
    });
    if (options.runFile) await writeFile(options.runFile, JSON.stringify({ run: run.manifest.run, address }));
    await Promise.race([run.done, whenAborted(signal)]);
    if (run.recorded < run.manifest.trials) return;
    await writeRun(run.manifest, await run.outcomes(), options);
    log('run is done', { run: run.manifest.run });
    await port?.lastScrape(signal);
  } finally {
    await port?.stop();
    await coordinator.stop();
  }
}

/** The manifest of a new run, or nothing when an earlier one is resumed. */
async function planFrom(
  path: string | undefined,
  options: Options,
  log: Log,
  signal: AbortSignal,
): Promise<Manifest | undefined> {
  if ((path === undefined) === (options.resume === undefined)) {
    throw new FanoutError('USAGE', 'give either a study file or --resume RUN', {
      hint: 'a resumed run has its study in its manifest',
    });
  }
  if (path === undefined) return undefined;
  const { study, text } = await readStudy(path, options.set, signal);
  return planRun(study, text, { onProgress: (message) => log(message), signal });
}

/** A coordinator as the environment describes it: addresses and secrets; see docs/operations.md. */
export function startCoordinator(
  options: Pick<Options, 'nats' | 'listen' | 'replicas' | 'wait'>,
  log: Log,
  signal: AbortSignal,
): Promise<Coordinator> {
  const { env } = process;
  return Coordinator.start({
    nats: natsAddressFromEnvironment(env, options.nats),
    listen: options.listen,
    security: {
      token: env.FANOUT_TOKEN,
      cert: env.FANOUT_TLS_CERT,
      key: env.FANOUT_TLS_KEY,
      clientCa: env.FANOUT_TLS_CLIENT_CA,
    },
    replicas: options.replicas,
    id: env.FANOUT_COORDINATOR_ID ?? `${hostname()}-${process.pid}`,
    waitForRun: options.wait === true,
    signal,
    version: VERSION,
    ...leaseFrom(env),
    log,
  });
}
