import type { StorageChange } from '../../coordinator/storage/watch.ts';
import { whyUnwritten } from '../../datasets/why-unwritten.ts';
import type { StorageReport } from '../nats/keep-storing.ts';

/** Of a server that fanout has started, with its directory, or of one of somebody else. */
export type StorageNews = StorageReport | StorageChange;

const ITSELF = 'and the run goes on by itself';
const ROOM = `make room there, ${ITSELF}`;
const PERMISSION = `let this user write there, ${ITSELF}`;
/** What a user does about each cause, by the operating system's code for it. */
const REMEDY: Readonly<Record<string, string>> = {
  ENOSPC: ROOM,
  EDQUOT: `make room there or have the quota raised, ${ITSELF}`,
  EROFS: `mount it writable again, ${ITSELF}`,
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  EFBIG: 'end this command, raise the limit on the size of files (ulimit -f), and resume the run',
  EIO: 'see the system’s log for what the disk has; if it stays so, copy the run elsewhere and resume it there',
};
/** What nats-server says of causes that the directory itself does not show. */
const SAID: readonly (readonly [RegExp, string])[] = [
  [/no space|space left/i, 'ENOSPC'],
  [/quota/i, 'EDQUOT'],
  [/read-only/i, 'EROFS'],
  [/permission/i, 'EACCES'],
  [/file too large/i, 'EFBIG'],
  [/input\/output/i, 'EIO'],
];

/** What a user is told of the storage of NATS, in a line. Pure. */
export function storageLine(news: StorageNews): string {
  const server = 'directory' in news ? 'nats-server' : 'NATS';
  if (news.kind === 'recovered')
    return `${server} stores again, after ${Math.max(1, Math.round(news.seconds))} s; the run goes on`;
  const since = news.since.toLocaleTimeString('en-GB');
  if (!('directory' in news))
    return `NATS cannot store since ${since}: ${news.reason}; nothing is recorded until it can: see to its disk, and start it again where it does not go on by itself`;
  const code = news.code ?? SAID.find(([said]) => said.test(news.reason))?.[1];
  const why = code === undefined ? news.reason : whyUnwritten({ code });
  const remedy =
    REMEDY[code ?? ''] ??
    'it is started again until it does; nats-server.log in the run’s directory says more';
  return `nats-server cannot store in ${news.directory} since ${since}: ${why}; nothing is recorded until it can: ${remedy}`;
}
