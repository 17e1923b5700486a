/**
 * What stops a process before its command can: loading the program takes a second, in which a signal would
 * end it with no status of its own, and in which the end of its parent would be missed. Imported before
 * everything else, and imports nothing.
 */

/** Processes that end in order, with status 0, when they are told to; any other command was interrupted. */
const SERVES = new Set(['coordinator', 'worker', 'operator']);

/** The exit status of a command that is told to stop before it has begun. Pure. */
export function earlyStatus(command: string | undefined): 0 | 130 {
  return command !== undefined && SERVES.has(command) ? 0 : 130;
}

/** Whether this process was started with a channel to its parent, and the parent has ended since. */
export function parentIsGone(): boolean {
  return process.connected === false;
}

/** Nothing has begun that would have to be ended in order. */
const end = () => process.exit(earlyStatus(process.argv[2]));

/** Ends this process at once when it is told to stop, until `endEarlyStop` is called. */
export function beginEarlyStop(): void {
  process.on('SIGTERM', end).on('SIGINT', end).on('disconnect', end);
  // It only tells of the end of the parent: it is no work to wait for.
  process.channel?.unref();
  if (parentIsGone()) end();
}

/** From here on the command itself sees to it. */
export function endEarlyStop(): void {
  process.off('SIGTERM', end).off('SIGINT', end).off('disconnect', end);
}
