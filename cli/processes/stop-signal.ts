/** Aborts at the first SIGTERM or SIGINT, and when the process that started this one is gone. A second signal ends it at once. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (name: string) => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error(`stopped by ${name}`));
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  // Only a child that was started with a channel to its parent ever gets this.
  process.once('disconnect', () => controller.signal.aborted || stop('the end of its parent'));
  return controller.signal;
}

/** Settles when the signal is aborted, or at once if it was before. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
