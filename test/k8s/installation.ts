/**
 * fanout on a lab, installed as a user does it: an overlay of one's own over those of k8s/, with what a small
 * machine needs.
 */
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stringify } from 'yaml';
import { type Lab, ROOT } from './lab.ts';
import { bindVolume } from './volumes.ts';

/** A pack that nobody renews comes back after this: a minute is too long for a test. */
const LEASE_MS = '10000';

/** What an installation differs in from the one of `k8s/overlays/cpu`. */
export interface Variant {
  readonly overlay?: string;
  /** Of `k8s/components`. */
  readonly components?: readonly string[];
  /** As kustomize takes them. */
  readonly images?: readonly object[];
  readonly patches?: readonly {
    readonly patch: string;
    readonly target?: object;
    readonly options?: object;
  }[];
  readonly namespace?: string;
}

/** Installs it, or changes what is installed into it; the coordinator is ready afterwards. */
export async function install(lab: Lab, variant: Variant = {}): Promise<void> {
  await applyOverlay(lab, variant);
  const { namespace = 'fanout' } = variant;
  await lab.kubectl(
    ...['-n', namespace, 'rollout', 'status', 'deployment/fanout-coordinator', '--timeout=180s'],
  );
}

/** The manifests alone: does not wait until they have come true. */
export async function applyOverlay(lab: Lab, variant: Variant): Promise<void> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'fanout-overlay-')));
  try {
    await writeFile(join(directory, 'kustomization.yaml'), stringify(kustomization(directory, variant)));
    await lab.kubectl('apply', '--server-side', '--force-conflicts', '-k', directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

function kustomization(directory: string, variant: Variant): unknown {
  const { overlay = 'cpu', components = [], images = [], patches = [], namespace } = variant;
  const at = (path: string) => relative(directory, join(ROOT, 'k8s', path));
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    ...(namespace === undefined ? {} : { namespace }),
    resources: [at(`overlays/${overlay}`)],
    components: components.map((name) => at(`components/${name}`)),
    images,
    patches: [...SMALL, ...patches],
  };
}

/** Requests that let several workers fit on two cores, and a short lease. */
const SMALL = [
  {
    patch: workerPatch({
      env: [{ name: 'FANOUT_LEASE_MS', value: LEASE_MS }],
      resources: { requests: { cpu: '100m', memory: '64Mi' } },
    }),
  },
  { patch: coordinatorPatch({ env: [{ name: 'FANOUT_LEASE_MS', value: LEASE_MS }] }) },
];

/** A change of the worker's container, and of its pod. */
export function workerPatch(container: object, pod: object = {}): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'PodTemplate',
    metadata: { name: 'fanout-worker', namespace: 'fanout' },
    template: { spec: { containers: [{ name: 'worker', ...container }], ...pod } },
  });
}

/** A change of the coordinator's container. */
export function coordinatorPatch(container: object): string {
  return stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'fanout-coordinator', namespace: 'fanout' },
    spec: { template: { spec: { containers: [{ name: 'coordinator', ...container }] } } },
  });
}

/**
 * The lab makes no volumes by itself: those of the coordinator and of NATS are folders that a test can look
 * into.
 */
export async function makeVolumes(lab: Lab): Promise<void> {
  await bindVolume(lab, 'results', 'fanout-results');
  await bindVolume(lab, 'nats', 'data-fanout-nats-0');
}
