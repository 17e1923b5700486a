import type { StorageReport } from '../nats/keep-storing.ts';

/** What a user is told of the storage of NATS, in a line. Pure. */
export function storageLine(report: StorageReport): string {
  const { directory } = report;
  if (report.kind === 'recovered')
    return `nats-server stores again, after ${Math.max(1, Math.round(report.seconds))} s; the run goes on`;
  const since = report.since.toLocaleTimeString('en-GB');
  return `nats-server cannot store in ${directory} since ${since} (${report.reason}); nothing is recorded until it can: make room there, and the run goes on by itself`;
}
