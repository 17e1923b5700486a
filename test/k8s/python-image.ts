/** An image that has a Python and a program, and neither Node nor a shell. */
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { succeed } from './command.ts';
import { buildahIn, commit, copyLinked, makeRoot } from './images.ts';
import type { Lab } from './lab.ts';

/** Of the standard library, what no program of a test needs. */
const LEFT_OUT =
  /\/(test|tests|idlelib|lib2to3|ensurepip|site-packages|dist-packages|__pycache__|config-[^/]*)$/;
const WHERE = 'import sys, sysconfig; print(sys.executable, sysconfig.get_path("stdlib"), sep="\\n")';
const DIRECTORY = '/program';

/** Builds it from this machine's Python, and loads it into the lab. `program`: files of its directory. */
export async function loadPythonImage(
  lab: Lab,
  image: string,
  program: Readonly<Record<string, string>>,
): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'fanout-python-image-'));
  const buildah = buildahIn(work);
  try {
    const root = join(work, 'python');
    const path = await pythonRoot(root);
    await mkdir(join(root, DIRECTORY));
    for (const [name, text] of Object.entries(program)) await writeFile(join(root, DIRECTORY, name), text);
    await commit(buildah, image, root, [], { path, directory: DIRECTORY });
    const archive = join(work, 'image.tar');
    await buildah('push', image, `docker-archive:${archive}:docker.io/library/${image}`);
    await lab.load(archive);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Python at the place that it has on this machine; the folder that it is started from. */
async function pythonRoot(root: string): Promise<string> {
  await makeRoot(root);
  const [executable, library] = (await succeed('python3', ['-c', WHERE])).trim().split('\n');
  const bin = dirname(executable!);
  await mkdir(join(root, bin), { recursive: true });
  await cp(executable!, join(root, bin, 'python3'), { dereference: true });
  await cp(library!, join(root, library!), {
    recursive: true,
    dereference: true,
    filter: (from) => !LEFT_OUT.test(from),
  });
  const extensions = await readdir(join(library!, 'lib-dynload'));
  const native = extensions.map((name) => join(library!, 'lib-dynload', name));
  await copyLinked(root, [executable!, ...native.filter((name) => name.endsWith('.so'))]);
  return bin;
}
