import { join } from 'node:path';
import envPaths from 'env-paths';

/** Where fetched datasets are kept: FANOUT_CACHE, or the user's cache directory. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.FANOUT_CACHE || join(envPaths('fanout', { suffix: '' }).cache, 'datasets');
}
