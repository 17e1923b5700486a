import { chmodSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { findNatsServer } from '../../../cli/nats/find.ts';

/** The nats-server that runs here use. */
export async function bundleNats(to: string): Promise<void> {
  const { path } = await findNatsServer();
  cpSync(path, join(to, 'nats-server'), { dereference: true });
  chmodSync(join(to, 'nats-server'), 0o755);
}
