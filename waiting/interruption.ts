/** Waiting that ends when the process is told to stop. */
import { setTimeout } from 'node:timers/promises';
import { FanoutError } from '../proto/errors.ts';

/** What a wait ends with when its signal is aborted. */
export function interrupted(signal: AbortSignal): FanoutError {
  return new FanoutError('INTERRUPTED', 'told to stop', { cause: signal.reason });
}

/** Settles after `ms` milliseconds. Throws INTERRUPTED when `signal` is aborted before or meanwhile. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, signal ? { signal } : {});
  } catch {
    throw interrupted(signal!);
  }
}

/**
 * As `work` settles. Throws INTERRUPTED as soon as `signal` is aborted; what `work` brings after that goes to
 * `tooLate`.
 */
export async function unlessAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
  tooLate: (value: Value) => void,
): Promise<Value> {
  if (!signal) return work;
  let stop!: () => void;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      work.then(tooLate, () => undefined);
      reject(interrupted(signal));
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
