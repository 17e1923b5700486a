/**
 * A real one-node Kubernetes for the tests, where there is one: a folder with the program `k8s-lab`, K8S_LAB
 * or ../shared/k8s-lab.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-ports.ts';
import { attempt, type CommandResult, succeed } from './command.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = process.env.K8S_LAB ?? fileURLToPath(new URL('../../../shared/k8s-lab', import.meta.url));

/** Why the tests on a cluster cannot run here; undefined when they can. */
export const NO_LAB = existsSync(join(FOLDER, 'k8s-lab'))
  ? undefined
  : `there is no k8s-lab in ${FOLDER}: set K8S_LAB to the folder that has one`;

/** Where a lab is: enough for any process to use it. */
export interface LabPlace {
  readonly directory: string;
  /** Of the API server, on 127.0.0.1. */
  readonly port: number;
}

export interface Lab {
  /** Where the lab keeps everything, volumes too. */
  readonly directory: string;
  /** kubectl; throws when it fails. */
  kubectl(...args: string[]): Promise<string>;
  /** kubectl, however it ends. */
  tryKubectl(...args: string[]): Promise<CommandResult>;
  /** kubectl with a manifest on stdin. */
  apply(manifest: string): Promise<string>;
  /** An object as JSON. */
  get<T>(...args: string[]): Promise<T>;
  /** Asks for a pod to go, as a drain does; throws when a disruption budget says no. */
  evict(namespace: string, pod: string): Promise<void>;
  /** A command in the cluster's network. */
  exec(...args: string[]): Promise<string>;
  /** Loads an image; `name`: another name for it. */
  load(archive: string, name?: string): Promise<void>;
  /** Lets the node offer so many GPUs. They are only counted: nothing is there to compute with. */
  fakeGpus(count: number): Promise<void>;
  /** Makes a folder that any user can write, for a volume of the cluster. */
  volume(name: string): Promise<string>;
  /** Takes it down, with all that it kept. */
  down(): Promise<void>;
}

/** Brings a lab up, with a directory and a port of its own. */
export async function bringUp(): Promise<LabPlace> {
  const place = { directory: await mkdtemp(join(tmpdir(), 'fanout-k8s-')), port: await freePort() };
  try {
    await succeed(PROGRAM, ['up'], { env: environment(place) });
  } catch (error) {
    await labAt(place).down();
    throw error;
  }
  return place;
}

/** A lab that is up. */
export function labAt(place: LabPlace): Lab {
  const { directory } = place;
  const env = environment(place);
  const kubectl = join(directory, 'bin/kubectl');
  return {
    directory,
    kubectl: (...args) => succeed(kubectl, args, { env }),
    tryKubectl: (...args) => attempt(kubectl, args, { env }),
    apply: (input) => succeed(kubectl, ['apply', '--server-side', '-f', '-'], { env, input }),
    get: async (...args) => JSON.parse(await succeed(kubectl, ['get', ...args, '-o', 'json'], { env })),
    async evict(namespace, name) {
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { namespace, name } };
      const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
      await succeed(kubectl, ['create', '--raw', path, '-f', '-'], { env, input: JSON.stringify(eviction) });
    },
    exec: (...args) => succeed(PROGRAM, ['exec', ...args], { env }),
    load: async (archive, name) => {
      await succeed(PROGRAM, ['load-image', archive, ...(name ? [name] : [])], { env });
    },
    fakeGpus: async (count) => {
      await succeed(PROGRAM, ['fake-gpu', String(count)], { env });
    },
    async volume(name) {
      const path = join(directory, 'volumes', name);
      await mkdir(path, { recursive: true });
      await chmod(path, 0o777);
      return path;
    },
    async down() {
      await succeed(PROGRAM, ['down', '--all'], { env });
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const PROGRAM = join(FOLDER, 'k8s-lab');

const environment = ({ directory, port }: LabPlace) => ({
  K8S_LAB_DIR: directory,
  K8S_LAB_PORT: String(port),
  KUBECONFIG: join(directory, 'pki/admin.kubeconfig'),
});
