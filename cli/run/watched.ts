import { asFanoutError } from '../../proto/errors.ts';
import type { RunResults } from '../../results/results.ts';
import type { Manifest } from '../../study/manifest.ts';
import { Watch } from '../../web/watch.ts';
import type { RunDirectory } from './directory.ts';
import type { LocalRunOptions } from './local-run.ts';
import { pageLogs } from './page-logs.ts';

/** What a run needs to be shown on the page; empty where nobody asked for it. */
type Page = Pick<LocalRunOptions, 'watch' | 'onResults'>;

interface Wish {
  readonly watch?: boolean;
  readonly watchPort?: number;
}

/**
 * Does the work of a command, on the local page too if that was asked for: says where it is, tells it how the
 * command ends, and leaves open tabs the time to hear it. Throws what the work throws, and PORT_IN_USE.
 */
export async function watched(
  { watch: wanted = false, watchPort: port }: Wish,
  { manifest, directory }: { readonly manifest: Manifest; readonly directory: RunDirectory },
  { signal, message }: Pick<LocalRunOptions, 'signal' | 'message'>,
  work: (page: Page) => Promise<RunResults>,
): Promise<RunResults> {
  if (!wanted && port === undefined) return work({});
  const watch = await Watch.open({ manifest, port, logs: pageLogs(directory) });
  message(`Watch: ${watch.url}`);
  signal.addEventListener('abort', () => watch.stopping(), { once: true });
  try {
    return await work({ watch, onResults: (results) => watch.judged(results, directory.report) });
  } catch (error) {
    watch.broken(asFanoutError(error));
    throw error;
  } finally {
    await watch.close(signal);
  }
}
