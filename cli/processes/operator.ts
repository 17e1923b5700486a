import { Command, InvalidArgumentError, Option } from 'commander';
import { processLog } from '../log.ts';
import { wholeNumber } from '../options.ts';
import { type OperatorOptions, operateCluster } from './operate.ts';
import { stopSignal, untilStopped } from './stop-signal.ts';

/**
 * Each keeps its manifest and the state of its run in memory: some MB for a study of some thousand trials.
 */
const MOST_STUDIES = 20;

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
    .option(
      '--results-port <port>',
      'of the API group results.fanout.dev, which the API server asks (default: none)',
      wholeNumber(0, 65_535),
    )
    .option('--leader-election', 'of several replicas one works: the one that holds a Lease')
    .action(operate);
  return command.addCommand(
    new Command('credentials')
      .description('fill in the passwords that a Secret lacks, and the certificates of another')
      .argument('<secret>', 'the name of the one with passwords')
      .option('--certificates <secret>', 'the name of the one with certificates; left out: none are made')
      .action(fill),
  );
}

async function fill(
  secret: string,
  { certificates }: { readonly certificates?: string },
  { parent }: Command,
): Promise<void> {
  // Loaded here: nobody else needs the client of Kubernetes, and it takes its time.
  const { fillCredentials } = await import('../../operator/credentials.ts');
  const { fillCertificates } = await import('../../operator/certificates/fill.ts');
  const { namespace } = (parent?.opts() ?? {}) as { namespace: string };
  const log = processLog('operator');
  log('credentials are there', { made: await fillCredentials(namespace, secret) });
  if (certificates !== undefined)
    log('certificates are there', { made: await fillCertificates(namespace, certificates) });
}

async function operate(options: OperatorOptions): Promise<void> {
  const signal = stopSignal();
  await untilStopped(signal, () => operateCluster(options, signal));
}

/** As Kubernetes takes the value of a label. */
function className(text: string): string {
  if (/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(text)) return text;
  throw new InvalidArgumentError(
    `must be the value of a label: letters, digits, "-", "_", ".", found "${text}".`,
  );
}
