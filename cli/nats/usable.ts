import { whyItFailed } from '../fetch/run-command.ts';
import type { Effects } from './effects.ts';
import { MINIMUM_VERSION } from './pins.ts';
import { atLeast, parseVersion } from './version.ts';

const VERSION_TIMEOUT_MS = 10_000;

/** The version of a binary that runs and is new enough. Throws with the reason otherwise. */
export async function usableVersion(effects: Pick<Effects, 'run'>, path: string): Promise<string> {
  const result = await effects.run(path, ['--version'], { timeoutMs: VERSION_TIMEOUT_MS });
  if (result.code !== 0) throw new Error(`${path} does not run (${whyItFailed('nats-server', result)})`);
  const version = parseVersion(result.stdout);
  if (!version) throw new Error(`${path} does not say its version`);
  if (!atLeast(version, MINIMUM_VERSION)) {
    throw new Error(`${path} is version ${version}, and ${MINIMUM_VERSION} or newer is needed`);
  }
  return version;
}
