/**
 * What a process of the suite says once its handler of signals is there. Before that, SIGTERM ends it as it
 * ends any process.
 */
export const STOPPABLE = 'stoppable';

/** Says so to the process that started this one. */
export function sayStoppable(): void {
  process.send?.(STOPPABLE);
}
