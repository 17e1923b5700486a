import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { COORDINATOR_ACCOUNT } from './accounts.ts';

/**
 * Where nats-server keeps the streams of users that are in no account: all of them, before fanout had
 * accounts.
 */
const NO_ACCOUNT = '$G';

/**
 * Streams that an earlier version of fanout stored become those of the coordinator's account. While no server
 * is at work.
 */
export async function adoptStreams(storeDirectory: string): Promise<void> {
  const of = (account: string) => join(storeDirectory, 'jetstream', account);
  const there = (path: string) => stat(path).then(Boolean, () => false);
  if (!(await there(of(NO_ACCOUNT))) || (await there(of(COORDINATOR_ACCOUNT)))) return;
  await rename(of(NO_ACCOUNT), of(COORDINATOR_ACCOUNT));
}
