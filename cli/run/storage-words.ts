import type { StorageChange } from '../../coordinator/storage/watch.ts';
import type { StorageReport } from '../nats/keep-storing.ts';

/** Of a server that fanout has started, with its directory, or of one of somebody else. */
export type StorageNews = StorageReport | StorageChange;

/** What a user is told of the storage of NATS, in a line. Pure. */
export function storageLine(news: StorageNews): string {
  const own = 'directory' in news ? news.directory : undefined;
  const server = own === undefined ? 'NATS' : 'nats-server';
  if (news.kind === 'recovered')
    return `${server} stores again, after ${Math.max(1, Math.round(news.seconds))} s; the run goes on`;
  const since = news.since.toLocaleTimeString('en-GB');
  const what = `${server} cannot store${own === undefined ? '' : ` in ${own}`} since ${since} (${news.reason})`;
  const advice =
    own === undefined
      ? 'make room on its disk, and start it again where it does not go on by itself'
      : 'make room there, and the run goes on by itself';
  return `${what}; nothing is recorded until it can: ${advice}`;
}
