/**
 * `fanout setup native`, as a table of contents: is it there → can it be → fetch → unpack → compile → try →
 * put in place. All of it happens in a folder beside the final one, which a rename brings into place: nobody
 * sees half an installation.
 */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { shownBytes } from '../../../datasets/byte-size.ts';
import { makeDirectory } from '../../../datasets/make-directory.ts';
import { whyUnwritten } from '../../../datasets/why-unwritten.ts';
import { ADDON, INSTALLED } from '../../../engines/native/location.ts';
import { FanoutError } from '../../../proto/errors.ts';
import { collect } from './collect.ts';
import { compile } from './compile.ts';
import type { Machine, SetupEffects } from './effects.ts';
import { artifactsOf, downloadBytes, type Release } from './release.ts';
import { mustLoad } from './trial.ts';
import { unpack } from './unpack.ts';

export interface InstallOptions {
  readonly release: Release;
  /** The folder that it is installed as. */
  readonly home: string;
  /** A folder that has the release's files already; without one they are fetched with pip and npm. */
  readonly from?: string | undefined;
}

const STAGING = '.incomplete-';

/** Whether a release is installed in `home`, and loads. */
export async function isInstalled(
  { release, home }: InstallOptions,
  effects: SetupEffects,
): Promise<boolean> {
  try {
    const { files } = JSON.parse(await readFile(join(home, INSTALLED), 'utf8')) as { files: unknown };
    if (JSON.stringify(files) !== JSON.stringify(checksumsOf(release))) return false;
    await mustLoad(join(home, ADDON), release, effects);
    return true;
  } catch {
    return false;
  }
}

/**
 * Installs a release, in place of a broken one.
 * @throws FanoutError SETUP_FAILED, BACKEND_UNAVAILABLE or INTERRUPTED; then nothing has changed.
 */
export async function install(options: InstallOptions, effects: SetupEffects): Promise<void> {
  const { release, home, from } = options;
  mustBeSupported(effects.machine);
  const parent = dirname(home);
  await makeHome(parent);
  await removeLeftOvers(parent);
  await mustFit(options, effects);
  const staging = join(parent, `${STAGING}${process.pid}-${randomBytes(4).toString('hex')}`);
  const built = join(staging, 'built');
  try {
    await makeDirectory(built);
    const fetched = await collect(release, staging, from, effects);
    const sources = await unpack(release, fetched, { built, staging }, effects);
    await compile(sources, built, effects);
    await mustLoad(join(built, ADDON), release, effects);
    await writeFile(join(built, INSTALLED), `${JSON.stringify({ files: checksumsOf(release) }, null, 2)}\n`);
    await putInPlace(built, home, staging);
  } catch (error) {
    if (effects.signal.aborted) throw new FanoutError('INTERRUPTED', 'nothing was installed: interrupted');
    if (error instanceof FanoutError) throw error;
    const { code, message, syscall } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC') throw noSpace(home, installBytes(options));
    const failed = syscall === undefined ? message : `cannot install in ${parent}: ${whyUnwritten(error)}`;
    throw new FanoutError('SETUP_FAILED', failed, { hint: ELSEWHERE, cause: error });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/**
 * Bytes on disk while it is installed: what is fetched, pip's own copy of it, and what becomes of it. Pure.
 */
export function installBytes({ release, from }: InstallOptions): number {
  return release.installedBytes + (from === undefined ? 2 * downloadBytes(release) : 0);
}

const checksumsOf = (release: Release) =>
  Object.fromEntries(artifactsOf(release).map(({ file, sha256 }) => [file, sha256]));

/** The wheels are for Linux with glibc on x86-64. */
function mustBeSupported({ platform, arch, glibc }: Machine): void {
  if (platform === 'linux' && arch === 'x64' && glibc !== undefined) return;
  const found = `${platform} on ${arch}${platform === 'linux' && glibc === undefined ? ' without glibc' : ''}`;
  throw new FanoutError(
    'SETUP_FAILED',
    `there is no TensorFlow for ${found}: only for Linux on x86-64, with glibc`,
    {
      hint: 'the WebAssembly backend works here: --backend wasm',
    },
  );
}

const ELSEWHERE = 'name a folder that you can write with FANOUT_NATIVE=DIR, for this command and for workers';

async function makeHome(path: string): Promise<void> {
  await makeDirectory(path).catch((error: unknown) => {
    throw new FanoutError('SETUP_FAILED', `cannot make ${path}: ${whyUnwritten(error)}`, { hint: ELSEWHERE });
  });
}

async function mustFit(options: InstallOptions, effects: SetupEffects): Promise<void> {
  const needed = installBytes(options);
  if ((await effects.freeBytes(dirname(options.home))) < needed) throw noSpace(options.home, needed);
}

function noSpace(home: string, needed: number): FanoutError {
  return new FanoutError('SETUP_FAILED', `${dirname(home)} has no room for ${shownBytes(needed)}`, {
    hint: 'free some space, or name a folder on another disk with FANOUT_NATIVE=DIR, for this command and for workers',
  });
}

/** What an earlier installation left when its process was killed. */
async function removeLeftOvers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(STAGING)) continue;
    const pid = Number(name.slice(STAGING.length).split('-')[0]);
    if (pid !== process.pid && !isAlive(pid)) await rm(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function putInPlace(built: string, home: string, staging: string): Promise<void> {
  const there = await stat(home).catch(() => undefined);
  if (there) await rename(home, join(staging, `old-${basename(home)}`));
  await rename(built, home);
}
