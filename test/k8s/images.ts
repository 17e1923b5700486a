/**
 * The images, built by buildah from their Containerfiles. Their build stage needs a registry: it is replaced
 * by what it would make, from this checkout; their base is Node as this machine has it, with the libraries it
 * needs and nothing else.
 */
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findNatsServer } from '../../cli/nats/find.ts';
import { succeed } from './command.ts';
import { type Lab, ROOT } from './lab.ts';

/** Tags as the manifests name them. */
export const NATS_IMAGE = 'nats:2.12.0-alpine';
const TAG = '0.1.0';
/** The same images under another tag, for an update. */
export const UPDATE = '0.1.1';
const BASE = 'localhost/fanout-base:1';

/** An image in a file, and the names that it has besides its own. */
interface Archive {
  readonly path: string;
  readonly names: readonly string[];
}

/** Built images: to be loaded once there is a lab. */
export interface Images {
  load(lab: Lab): Promise<void>;
  /** Takes the files away. */
  remove(): Promise<void>;
}

/** Builds all images; needs no lab. */
export async function buildImages(): Promise<Images> {
  const work = await mkdtemp(join(tmpdir(), 'fanout-images-'));
  const buildah = buildahIn(work);
  const remove = () => rm(work, { recursive: true, force: true });
  const archives: Archive[] = [];
  const keep = async (image: string, ...names: string[]) => {
    const path = join(work, `${archives.length}.tar`);
    await buildah('push', image, `docker-archive:${path}:docker.io/library/${image}`);
    archives.push({ path, names });
  };
  try {
    await commit(buildah, BASE, await nodeRoot(join(work, 'base')), []);
    const stage = await buildStage(join(work, 'stage'));
    for (const name of ['coordinator', 'worker']) {
      if (name === 'worker') await rm(join(stage, 'app/node_modules/@kubernetes'), { recursive: true });
      const file = `k8s/images/${name}.Containerfile`;
      await buildah(
        'build',
        ...['--pull-never', '--timestamp', '0', '--build-context', `build=${stage}`],
        ...['--build-arg', `BASE=${BASE}`, '-f', file, '-t', `fanout-${name}:${TAG}`, '.'],
      );
      await keep(`fanout-${name}:${TAG}`, `fanout-${name}:${UPDATE}`);
    }
    await commit(buildah, NATS_IMAGE, await natsRoot(join(work, 'nats')), ['/nats-server']);
    await keep(NATS_IMAGE);
  } catch (error) {
    await remove();
    throw error;
  }
  return { load: (lab) => loadAll(lab, archives), remove };
}

async function loadAll(lab: Lab, archives: readonly Archive[]): Promise<void> {
  for (const { path, names } of archives) {
    await lab.load(path);
    for (const name of names) await lab.load(path, name);
  }
}

export type Buildah = (...args: string[]) => Promise<string>;

/** Buildah with all that it keeps in a folder. */
export function buildahIn(work: string): Buildah {
  const at = ['--root', join(work, 'root'), '--runroot', join(work, 'run')];
  return (...args) => succeed('buildah', [...at, ...args], { cwd: ROOT });
}

/** Makes an image of a root file system, and nothing else. */
export async function commit(
  buildah: Buildah,
  image: string,
  root: string,
  entrypoint: string[],
  { path = '/usr/bin', directory = '/' } = {},
): Promise<void> {
  const container = (await buildah('from', 'scratch')).trim();
  await buildah('copy', '-q', container, root, '/');
  const starts = ['--entrypoint', JSON.stringify(entrypoint), '--workingdir', directory];
  await buildah('config', '--env', `PATH=${path}`, ...starts, container);
  await buildah('commit', '-q', container, image);
}

/** Node, and what it and the addons of the packages are linked against. */
async function nodeRoot(root: string): Promise<string> {
  await makeRoot(root);
  await copyLinked(root, [process.execPath, ...(await addons())]);
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  await cp(process.execPath, join(root, 'usr/bin/node'), { dereference: true });
  return root;
}

/** Copies what programs and libraries are linked against, to where they look for it. */
export async function copyLinked(root: string, paths: readonly string[]): Promise<void> {
  const linked = await succeed('ldd', paths);
  const libraries = new Set(linked.match(/(?<=[\t ])\/\S+/g));
  for (const library of libraries) {
    await mkdir(join(root, dirname(library)), { recursive: true });
    await cp(library, join(root, library), { dereference: true });
  }
}

/** Machine code among the packages: the decoder of images. */
async function addons(): Promise<string[]> {
  const folder = join(ROOT, 'node_modules/@img');
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => /\.node$|\.so\.[\d.]+$/.test(name)).map((name) => join(folder, name));
}

async function natsRoot(root: string): Promise<string> {
  await makeRoot(root);
  await cp((await findNatsServer()).path, join(root, 'nats-server'), { dereference: true });
  // The probes of its pod ask with it, as they find it in the image that the manifests name.
  const wget = await succeed('which', ['wget']);
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  await cp(wget.trim(), join(root, 'usr/bin/wget'), { dereference: true });
  await copyLinked(root, [wget.trim()]);
  return root;
}

/** A folder as the root of a file system, with a user that is not root. */
export async function makeRoot(root: string): Promise<void> {
  await mkdir(join(root, 'etc'), { recursive: true });
  await chmod(root, 0o755);
  await mkdir(join(root, 'tmp'));
  await chmod(join(root, 'tmp'), 0o1777);
  await writeFile(join(root, 'etc/passwd'), 'fanout:x:10001:10001::/:/sbin/nologin\n');
}

/**
 * What the build stage of the Containerfiles ends with: the compiled program and what it needs when it runs.
 */
async function buildStage(stage: string): Promise<string> {
  const app = join(stage, 'app');
  await succeed('npm', ['run', '--silent', 'build'], { cwd: ROOT });
  for (const name of ['dist', 'package.json', 'package-lock.json', '.npmrc', 'LICENSE', 'node_modules']) {
    await cp(join(ROOT, name), join(app, name), { recursive: true, verbatimSymlinks: true });
  }
  // The very command of the images: what it takes away too much is missed here as there.
  const file = await readFile(join(ROOT, 'k8s/images/worker.Containerfile'), 'utf8');
  const [, prune] = /\bnpm (prune [^&\n]*)/.exec(file)!;
  await succeed('npm', prune!.trim().split(' '), { cwd: app });
  for (const name of ['@esbuild', 'webgpu'])
    await rm(join(app, 'node_modules', name), { recursive: true, force: true });
  return stage;
}
