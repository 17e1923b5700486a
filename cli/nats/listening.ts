import { readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FanoutError } from '../../proto/errors.ts';

const POLL_MS = 20;

/** Where a server listens, by the file that it writes about itself. */
export interface Listening {
  readonly url: string;
  readonly pid: number;
}

/**
 * Waits until the server that writes its ports into `directory` accepts connections. Throws when `signal` is
 * aborted first.
 */
export async function listening(directory: string, signal: AbortSignal): Promise<Listening> {
  while (!signal.aborted) {
    const found = await portsIn(directory);
    if (found && (await accepts(found.url))) return found;
    await delay(POLL_MS);
  }
  throw new Error('it did not answer in time');
}

/**
 * Clears away what an earlier server of this storage left behind, once it is gone: two on one storage would
 * destroy it. Throws RUN_LOCKED when it stays.
 */
export async function previousServerGone(
  storeDirectory: string,
  prefix: string,
  patienceMs: number,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (const name of await readdir(storeDirectory)) {
    if (!name.startsWith(prefix)) continue;
    const directory = join(storeDirectory, name);
    const server = await portsIn(directory);
    while (server && (await accepts(server.url))) {
      if (performance.now() > deadline) {
        throw new FanoutError(
          'RUN_LOCKED',
          `nats-server (process ${server.pid}) still uses ${storeDirectory}`,
          {
            hint: 'wait until the command that started it has ended, or stop that process',
          },
        );
      }
      await delay(POLL_MS);
    }
    await rm(directory, { recursive: true, force: true });
  }
}

/** What the server's ports file says; undefined while it is not there or not yet whole. */
async function portsIn(directory: string): Promise<Listening | undefined> {
  for (const name of await readdir(directory).catch(() => [])) {
    const pid = /_(\d+)\.ports$/.exec(name)?.[1];
    if (pid === undefined) continue;
    try {
      const { nats } = JSON.parse(await readFile(join(directory, name), 'utf8')) as { nats?: string[] };
      if (nats?.[0]) return { url: nats[0], pid: Number(pid) };
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** Whether something accepts TCP connections there. */
function accepts(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const answer = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}
