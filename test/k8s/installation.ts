/** fanout on a lab, as a user installs it, with what a small machine needs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { StudyStatus } from '../../coordinator/kubernetes/resource/status.ts';
import type { RunResults } from '../../proto/results.ts';
import { succeed } from './command.ts';
import { type Lab, ROOT } from './lab.ts';

/** A pack that nobody renews comes back after this: a minute is too long for a test. */
const LEASE_MS = '10000';

/** Volumes, the rendered manifests, and requests that let several workers fit on two cores. */
export async function install(lab: Lab): Promise<void> {
  for (const name of ['results', 'nats']) await lab.apply(volume(name, await lab.volume(name)));
  await lab.apply(await readFile(join(ROOT, 'k8s/fanout-cpu.yaml'), 'utf8'));
  const small = [
    {
      op: 'replace',
      path: '/template/spec/containers/0/resources/requests',
      value: { cpu: '100m', memory: '64Mi' },
    },
    {
      op: 'add',
      path: '/template/spec/containers/0/env/-',
      value: { name: 'FANOUT_LEASE_MS', value: LEASE_MS },
    },
  ];
  await lab.kubectl(
    '-n',
    'fanout',
    'patch',
    'podtemplate',
    'fanout-worker',
    '--type=json',
    '-p',
    JSON.stringify(small),
  );
  await lab.kubectl(
    '-n',
    'fanout',
    'set',
    'env',
    'deployment/fanout-coordinator',
    `FANOUT_LEASE_MS=${LEASE_MS}`,
  );
  await lab.kubectl('-n', 'fanout', 'rollout', 'status', 'deployment/fanout-coordinator', '--timeout=180s');
}

/** The workers of the manifests for GPUs, on a machine that has none: their claim on a GPU, and the image and backend for CPUs. */
export async function useGpuTemplate(lab: Lab): Promise<void> {
  const manifests = parseAllDocuments(await readFile(join(ROOT, 'k8s/fanout-gpu.yaml'), 'utf8'));
  const template = manifests.map((document) => document.toJS()).find(({ kind }) => kind === 'PodTemplate');
  const [worker] = template.template.spec.containers;
  worker.image = 'fanout-worker:0.1.0';
  worker.args = ['worker', '--backend', 'wasm'];
  worker.resources.requests = { cpu: '100m', memory: '64Mi' };
  await lab.kubectl('-n', 'fanout', 'delete', 'podtemplate', 'fanout-worker');
  await lab.apply(JSON.stringify(template));
}

/** The claim of the coordinator or of NATS binds to a volume by its name: the test looks into it. */
function volume(name: string, path: string): string {
  const claim = name === 'results' ? 'fanout-results' : 'data-fanout-nats-0';
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage: '10Gi' },
      accessModes: ['ReadWriteOnce'],
      claimRef: { namespace: 'fanout', name: claim },
      hostPath: { path },
    },
  });
}

interface Named {
  readonly metadata: { readonly name: string; readonly uid: string };
}

/** What a test asks about a Study. */
export class StudyOnCluster {
  readonly #lab: Lab;
  readonly name: string;

  constructor(lab: Lab, name: string) {
    this.#lab = lab;
    this.name = name;
  }

  async status(): Promise<StudyStatus> {
    return (await this.#lab.get<{ status?: StudyStatus }>('study', this.name)).status ?? {};
  }

  async done(): Promise<number> {
    const { trials } = await this.status();
    return (trials?.completed ?? 0) + (trials?.failed ?? 0);
  }

  /** Names of the workers that are not on their way out. */
  async workers(): Promise<string[]> {
    const selector = `fanout.dev/study=${this.name}`;
    const { items } = await this.#lab.get<{
      items: (Named & { metadata: { deletionTimestamp?: string } })[];
    }>(...['jobs', '-n', 'fanout', '-l', selector]);
    return items.filter(({ metadata }) => !metadata.deletionTimestamp).map(({ metadata }) => metadata.name);
  }

  async runningPods(): Promise<string[]> {
    const selector = `fanout.dev/study=${this.name}`;
    const { items } = await this.#lab.get<{ items: Named[] }>(
      ...['pods', '-n', 'fanout', '-l', selector, '--field-selector=status.phase=Running'],
    );
    return items.map(({ metadata }) => metadata.name);
  }

  async events(): Promise<string[]> {
    const { items } = await this.#lab.get<{ items: { reason: string }[] }>(
      ...['events', '--field-selector', `involvedObject.name=${this.name}`],
    );
    return items.map(({ reason }) => reason);
  }

  /** What the coordinator wrote on its volume. */
  async results(): Promise<RunResults> {
    const { run } = await this.status();
    return JSON.parse(
      await readFile(join(this.#lab.directory, 'volumes/results', run!, 'results.json'), 'utf8'),
    );
  }
}

/** The same study by the command line on this machine. */
export async function runLocally(study: string, out: string): Promise<RunResults> {
  const program = join(ROOT, 'dist/cli/fanout.js');
  // The same engine as in the image: this machine may have another one too, whose last bits differ.
  const engine = ['--backend', 'wasm', '--workers', '2'];
  return JSON.parse(await succeed('node', [program, 'run', study, '--json', '--out', out, ...engine]));
}

/** What must be equal wherever a study is run: each trial's outcome to the last bit. Who trained it and how long is left out. */
export function ledgerOf({ results }: RunResults): unknown[] {
  return results.map(({ worker: _, seconds: __, attempt: ___, ...outcome }) => outcome);
}
