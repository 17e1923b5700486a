/** A real one-node Kubernetes for the tests, where there is one: a folder with the program `k8s-lab`, K8S_LAB or ../shared/k8s-lab. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt, type CommandResult, succeed } from './command.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = process.env.K8S_LAB ?? fileURLToPath(new URL('../../../shared/k8s-lab', import.meta.url));

/** Why the tests on a cluster cannot run here; undefined when they can. */
export const NO_LAB = existsSync(join(FOLDER, 'k8s-lab'))
  ? undefined
  : `there is no k8s-lab in ${FOLDER}: set K8S_LAB to the folder that has one`;

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
  /** A command in the cluster's network. */
  exec(...args: string[]): Promise<string>;
  load(archive: string): Promise<void>;
  /** Lets the node offer so many GPUs. They are only counted: nothing is there to compute with. */
  fakeGpus(count: number): Promise<void>;
  /** Makes a folder that any user can write, for a volume of the cluster. */
  volume(name: string): Promise<string>;
  down(): Promise<void>;
}

/** Brings a lab up, with a directory and a port of its own. */
export async function bringUp(): Promise<Lab> {
  const directory = await mkdtemp(join(tmpdir(), 'fanout-k8s-'));
  const env = {
    K8S_LAB_DIR: directory,
    K8S_LAB_PORT: String(await freePort()),
    KUBECONFIG: join(directory, 'pki/admin.kubeconfig'),
  };
  const program = join(FOLDER, 'k8s-lab');
  const kubectl = join(directory, 'bin/kubectl');
  await succeed(program, ['up'], { env });
  return {
    directory,
    kubectl: (...args) => succeed(kubectl, args, { env }),
    tryKubectl: (...args) => attempt(kubectl, args, { env }),
    apply: (input) => succeed(kubectl, ['apply', '--server-side', '-f', '-'], { env, input }),
    get: async (...args) => JSON.parse(await succeed(kubectl, ['get', ...args, '-o', 'json'], { env })),
    exec: (...args) => succeed(program, ['exec', ...args], { env }),
    load: async (archive) => {
      await succeed(program, ['load-image', archive], { env });
    },
    fakeGpus: async (count) => {
      await succeed(program, ['fake-gpu', String(count)], { env });
    },
    async volume(name) {
      const path = join(directory, 'volumes', name);
      await mkdir(path, { recursive: true });
      await chmod(path, 0o777);
      return path;
    },
    async down() {
      await succeed(program, ['down', '--all'], { env });
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
