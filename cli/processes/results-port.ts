/** The port by which the API server asks for what Studies left: docs/decisions/0027. */
import { readPem } from '../../connection/pem-file.ts';
import type { Coordinator } from '../../coordinator/coordinator.ts';
import type { Operator } from '../../operator/operator.ts';
import type { RunResults } from '../../results/results.ts';
import { partOf } from '../results/so-far.ts';
import { runContent } from './run-content.ts';

interface Options {
  readonly out: string;
  readonly class?: string;
  readonly resultsPort?: number;
}

interface Around {
  readonly coordinator: Coordinator;
  readonly operator: Pick<Operator, 'study'>;
  readonly log: (message: string, fields?: Record<string, unknown>) => void;
  readonly signal: AbortSignal;
}

/** How often it is looked whether the API server is known by another authority. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Opens it, where a port, a certificate and a group for it are there, and tells the API server by which
 * authority it is known. What fails of that is tried again: studies run without it. Throws USAGE,
 * PORT_IN_USE.
 */
export async function openResultsPort(
  { out, class: installation, resultsPort }: Options,
  { coordinator, operator, log, signal }: Around,
): Promise<{ stop(): Promise<void> } | undefined> {
  const { FANOUT_TLS_CERT: cert, FANOUT_TLS_KEY: key, FANOUT_TLS_CA: ca } = process.env;
  const { resultsGroup } = await import('../../operator/results-api/route.ts');
  const group = resultsGroup(installation);
  if (resultsPort === undefined || !cert || !key || !ca || group === undefined) {
    log('results are not served: there is no port, no certificate, or no group for the class', { group });
    return undefined;
  }
  const { connectResults } = await import('../../operator/api/connect.ts');
  const { keepServing } = await import('../../operator/results-api/keep-serving.ts');
  const read = (setting: string, path: string) => readPem({ setting, path }).toString();
  return keepServing({
    ...{ group, log, signal, host: '0.0.0.0', port: resultsPort, everyMs: LOOK_AGAIN_MS },
    certified: { certificate: read('FANOUT_TLS_CERT', cert), key: read('FANOUT_TLS_KEY', key) },
    authority: read('FANOUT_TLS_CA', ca),
    calls: connectResults(),
    study: (namespace, name) => operator.study(namespace, name),
    content: (run, part, which) =>
      runContent({ out, soFar: (id) => soFar(coordinator, id), run, part, log: which }),
  });
}

async function soFar(coordinator: Coordinator, id: string): Promise<RunResults | undefined> {
  const run = coordinator.run(id);
  if (!run) return undefined;
  const seconds = Math.max(0, (Date.now() - Date.parse(run.manifest.createdAt)) / 1000);
  const outcomes = await run.outcomes();
  return outcomes.length === 0 ? undefined : partOf(run.manifest, outcomes, seconds);
}
