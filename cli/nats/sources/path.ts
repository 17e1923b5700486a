import { delimiter, isAbsolute, join } from 'node:path';
import type { Source } from '../effects.ts';
import { usableVersion } from '../usable.ts';

/** The first nats-server on PATH that is new enough. */
export const onPath: Source = {
  name: 'PATH',
  fetches: false,
  async find(effects) {
    const reasons: string[] = [];
    for (const directory of effects.path.split(delimiter).filter(isAbsolute)) {
      const path = join(directory, 'nats-server');
      if (!(await effects.isExecutable(path))) continue;
      try {
        return { path, version: await usableVersion(effects, path) };
      } catch (error) {
        reasons.push((error as Error).message);
      }
    }
    throw new Error(reasons.length > 0 ? reasons.join('; ') : 'there is no nats-server on PATH');
  },
  async outlook(effects) {
    const { path, version } = await onPath.find(effects);
    return `nats-server ${version} is there: ${path}`;
  },
};
