import { FanoutError } from '../../proto/errors.ts';
import { endEarlyStop, parentIsGone } from './early-stop.ts';

/**
 * A signal that comes again this soon is the same one: the terminal sends it to all processes, and npm and
 * tsx pass it on.
 */
const SAME_SIGNAL_MS = 1_000;

/**
 * Aborts at the first SIGTERM or SIGINT, and when the process that started this one is gone. A second signal
 * ends it at once.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let abortedAt = 0;
  const stop = (name: string) => {
    if (controller.signal.aborted) {
      if (performance.now() - abortedAt > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    abortedAt = performance.now();
    controller.abort(new Error(`stopped by ${name}`));
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  // Only a child that was started with a channel to its parent ever gets this.
  const orphaned = () => controller.signal.aborted || stop('the end of its parent');
  process.once('disconnect', orphaned);
  endEarlyStop();
  // It may have ended before anybody listened.
  if (parentIsGone()) orphaned();
  return controller.signal;
}

/** Settles when the signal is aborted, or at once if it was before. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** How long the process is left to end by itself once all its work has ended. */
const LINGER_MS = 1_000;

/**
 * Does the work of a process; one that is told to stop while it still waits for its surroundings has ended in
 * order.
 */
export async function untilStopped(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(signal.aborted && error instanceof FanoutError && error.code === 'INTERRUPTED')) throw error;
    // The client of NATS leaves a socket behind whose peer took the call and never said a word: it must not
    // hold us up.
    setTimeout(() => process.exit(), LINGER_MS).unref();
  }
}
