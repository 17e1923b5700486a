import { whyItFailed } from '../../fetch/run-command.ts';
import type { SetupEffects } from './effects.ts';
import type { Release } from './release.ts';

const TIMEOUT_MS = 120_000;

/**
 * Loads the addon and says which TensorFlow it has. In a process of its own, since a library that does not
 * fit may end it.
 */
const PROGRAM = 'process.stdout.write(require(process.argv[1]).TF_Version)';

/** Throws unless the addon loads, with its library, and is of the release's version. */
export async function mustLoad(addon: string, release: Release, effects: SetupEffects): Promise<void> {
  effects.report('trying it');
  const env = { TF_CPP_MIN_LOG_LEVEL: '3', NODE_OPTIONS: '' };
  const result = await effects.run(process.execPath, ['-e', PROGRAM, addon], {
    timeoutMs: TIMEOUT_MS,
    env,
    signal: effects.signal,
  });
  if (result.code !== 0) {
    const why = /^Error: (.*)$/m.exec(result.stderr)?.[1] ?? whyItFailed('node', result);
    throw new Error(`what was built does not load: ${why}`);
  }
  if (result.stdout !== release.tensorflow) {
    throw new Error(
      `what was built says it is TensorFlow "${result.stdout}", and ${release.tensorflow} was wanted`,
    );
  }
}
