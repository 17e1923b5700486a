import type { Source } from '../effects.ts';
import { cachedBinary } from '../install.ts';
import { usableVersion } from '../usable.ts';

/** What an earlier command has fetched. */
export const inCache: Source = {
  name: 'cache',
  fetches: false,
  async find(effects) {
    const path = cachedBinary(effects.cacheDirectory);
    if (!(await effects.isExecutable(path))) throw new Error(`there is no ${path}`);
    return { path, version: await usableVersion(effects, path) };
  },
  async outlook(effects) {
    const { path, version } = await inCache.find(effects);
    return `nats-server ${version} is there: ${path}`;
  },
};
