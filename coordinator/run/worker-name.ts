/** A worker's name: what a log line, a table cell and a key can hold. */
const WORKER_NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/;

/** Whether this is an acceptable name of a worker. Pure. */
export function isWorkerName(name: string): boolean {
  return WORKER_NAME.test(name);
}
