/**
 * A nats-server with the configuration of an installation on Kubernetes, on loopback and in a directory of
 * its own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loopback } from '../../cli/nats/config.ts';
import { findNatsServer } from '../../cli/nats/find.ts';
import { listening } from '../../cli/nats/listening.ts';
import type { TestNats } from './cluster.ts';

const MANIFEST = new URL('../../k8s/overlays/local-nats/configuration.yaml', import.meta.url);
const ENVIRONMENT = {
  COORDINATOR_PASSWORD: 'of-the-coordinator',
  WORKER_PASSWORD: 'of-the-workers',
  STORE_LIMIT: '64MB',
};

/** Where it listens, and the certificate that it shows there: `tls-files.test.ts` is about that. */
const LISTENING = /^port: 4222\nhttp: .*\ntls \{.*\}$/m;

/** Starts one from the manifest as it is committed: only where it listens and stores is another. */
export async function startInstalledNats(): Promise<{ server: TestNats; stop: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'fanout-installed-nats-'));
  const { data } = parse(await readFile(MANIFEST, 'utf8')) as { data: Record<string, string> };
  const config = join(directory, 'nats.conf');
  const installed = data['nats.conf']!;
  if (!LISTENING.test(installed)) throw new Error(`${MANIFEST} listens in another way than this test knows`);
  const text = installed
    .replace(LISTENING, loopback({ port: -1, portsDirectory: directory }))
    .replace('"/data"', JSON.stringify(join(directory, 'store')));
  await writeFile(config, text);
  const { path } = await findNatsServer();
  const child = spawn(path, ['-c', config], { stdio: 'ignore', env: { ...process.env, ...ENVIRONMENT } });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill();
    await ended;
    await rm(directory, { recursive: true });
  };
  try {
    const { url } = await listening(directory, AbortSignal.timeout(20_000));
    return {
      server: {
        url,
        coordinator: { user: 'coordinator', pass: ENVIRONMENT.COORDINATOR_PASSWORD },
        worker: { user: 'worker', pass: ENVIRONMENT.WORKER_PASSWORD },
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
