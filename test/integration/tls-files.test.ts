/** Files of TLS that a setting names and that cannot be used. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService } from '../../coordinator/service/server.ts';
import { connectNats } from '../../proto/connect.ts';
import { connectCoordinator } from '../../worker/coordinator-client.ts';

let directory: string;
const at = (name: string) => join(directory, name);
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-pem-'));
  writeFileSync(at('text.pem'), 'no certificate');
  writeFileSync(at('large.pem'), '');
  truncateSync(at('large.pem'), 2 ** 30);
  execFileSync('mkfifo', [at('fifo.pem')]);
  writeFileSync(at('good.pem'), '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

const bad = ['missing.pem', '.', 'text.pem', 'large.pem', 'fifo.pem'];

const uses: Record<string, (path: string) => unknown> = {
  FANOUT_NATS_CA: (ca) => connectNats({ url: 'tls://127.0.0.1:1', ca }, { name: 'test', patienceMs: 0 }),
  FANOUT_NATS_CERT: (cert) =>
    connectNats({ url: 'tls://127.0.0.1:1', cert, key: at('good.pem') }, { name: 'test', patienceMs: 0 }),
  FANOUT_NATS_KEY: (key) =>
    connectNats({ url: 'tls://127.0.0.1:1', cert: at('good.pem'), key }, { name: 'test', patienceMs: 0 }),
  FANOUT_TLS_CA: (ca) => connectCoordinator({ address: '127.0.0.1:1', ca }, new AbortController().signal),
  FANOUT_TLS_CERT: (cert) =>
    connectCoordinator(
      { address: '127.0.0.1:1', ca: at('good.pem'), cert, key: at('good.pem') },
      new AbortController().signal,
    ),
  FANOUT_TLS_KEY: (key) => startServed({ cert: at('good.pem'), key }),
  FANOUT_TLS_CLIENT_CA: (clientCa) => startServed({ cert: at('good.pem'), key: at('good.pem'), clientCa }),
};

function startServed(security: { cert: string; key: string; clientCa?: string }) {
  return startService({
    address: '127.0.0.1:0',
    security: { token: 'of-a-test', ...security },
    run: () => undefined,
    onHeartbeat: () => undefined,
    onAnswered: () => undefined,
  });
}

describe.each(Object.entries(uses))('%s', (setting, use) => {
  it.each(bad)('that names %s is USAGE, with the setting and the path', async (name) => {
    await expect((async () => use(at(name)))()).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(new RegExp(`^${setting} names .*${name === '.' ? '' : name}`)),
    });
  });
});
