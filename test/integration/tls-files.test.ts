/** Settings of TLS that cannot be used, or not without others: never plaintext in silence. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectNats } from '../../connection/connect.ts';
import { Coordinator } from '../../coordinator/coordinator.ts';
import type { ServiceSecurity } from '../../coordinator/service/options.ts';
import { startService } from '../../coordinator/service/server.ts';
import { connectCoordinator } from '../../worker/coordinator-client.ts';
import { coordinatorAddress, startTestNats } from '../support/cluster.ts';

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

function startServed(security: ServiceSecurity, address = '127.0.0.1:0') {
  return startService({
    address,
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

describe('half of what TLS needs', () => {
  const [cert, key, ca] = ['cert.pem', 'key.pem', 'ca.pem'];
  const worker = (files: object) =>
    connectCoordinator({ address: '127.0.0.1:1', ...files }, new AbortController().signal);
  const nats = (files: object) =>
    connectNats({ url: 'nats://127.0.0.1:1', ...files }, { name: 'test', patienceMs: 0 });
  it.each<[string, () => unknown, string, string]>([
    ['coordinator, certificate alone', () => startServed({ cert }), 'FANOUT_TLS_CERT', 'FANOUT_TLS_KEY'],
    ['coordinator, key alone', () => startServed({ key }), 'FANOUT_TLS_KEY', 'FANOUT_TLS_CERT'],
    [
      'coordinator, client authority alone',
      () => startServed({ clientCa: ca }),
      'FANOUT_TLS_CLIENT_CA',
      'FANOUT_TLS_CERT and FANOUT_TLS_KEY',
    ],
    [
      'coordinator, client authority and certificate',
      () => startServed({ clientCa: ca, cert }),
      'FANOUT_TLS_CERT',
      'FANOUT_TLS_KEY',
    ],
    ['worker, certificate and key', () => worker({ cert, key }), 'FANOUT_TLS_CERT', 'FANOUT_TLS_CA'],
    ['worker, certificate alone', () => worker({ cert }), 'FANOUT_TLS_CERT', 'FANOUT_TLS_KEY'],
    ['worker, key and authority', () => worker({ ca, key }), 'FANOUT_TLS_KEY', 'FANOUT_TLS_CERT'],
    ['NATS, certificate alone', () => nats({ cert }), 'FANOUT_NATS_CERT', 'FANOUT_NATS_KEY'],
    ['NATS, key alone', () => nats({ key }), 'FANOUT_NATS_KEY', 'FANOUT_NATS_CERT'],
    ['NATS, key and authority', () => nats({ ca, key }), 'FANOUT_NATS_KEY', 'FANOUT_NATS_CERT'],
  ])('of a %s, is USAGE with the setting that is missing', async (_, use, setting, missing) => {
    await expect((async () => use())()).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(new RegExp(`^${setting} is set and ${missing} is not`)),
    });
  });

  it('is not asked of who set it to nothing', async () => {
    const service = await startServed({ cert: '', key: '', clientCa: '' });
    await service.stop(0);
  });
});

describe('TLS that was asked for, of a NATS server without it,', () => {
  const started = startTestNats();
  afterAll(async () => (await started).stop());

  it.each([
    ['tls://', {}, /^tls:\/\/ in FANOUT_NATS_URL .* asks for TLS/],
    ['nats://127.0.0.1:1,tls://', {}, /^tls:\/\/ in FANOUT_NATS_URL .* asks for TLS/],
    ['nats://', { ca: 'good.pem' }, /^FANOUT_NATS_CA asks for TLS/],
    ['nats://', { cert: 'good.pem', key: 'good.pem' }, /^FANOUT_NATS_CERT asks for TLS/],
  ])('is USAGE at once: %s %j', async (scheme, names, message) => {
    const { server } = await started;
    const files = Object.fromEntries(Object.entries(names).map(([field, name]) => [field, at(name)]));
    const address = { ...coordinatorAddress(server), url: scheme + new URL(server.url).host, ...files };
    await expect(connectNats(address, { name: 'test' })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(message),
    });
  });
});

describe('a coordinator that other machines reach', () => {
  const open = { token: undefined };
  it.each<[string, ServiceSecurity]>([
    ['0.0.0.0:0', open],
    ['[::]:0', open],
    ['192.0.2.1:0', open],
    ['coordinator.example:0', open],
    ['0.0.0.0:0', { token: '' }],
    ['0.0.0.0:0', { ...open, cert: 'cert.pem', key: 'key.pem' }],
  ])('does not listen on %s with %j: USAGE', async (address, security) => {
    await expect(startServed(security, address)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(address.replace(/:0$/, '').replace(/[[\]]/g, '')),
      hint: expect.stringContaining('FANOUT_TOKEN'),
    });
  });

  it.each<[string, ServiceSecurity]>([
    ['127.0.0.1:0', open],
    ['localhost:0', open],
    ['127.9.9.9:0', open],
    ['0.0.0.0:0', {}],
  ])('listens on %s with %j', async (address, security) => {
    const service = await startServed(security, address);
    await service.stop(0);
  });

  it.each(['', '7070', 'host', 'host:', 'host:99999', '::1:7070', 'unix:/socket'])(
    'does not take %j for an address: USAGE',
    async (address) => {
      await expect(startServed({}, address)).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringMatching(/^--listen must be host:port/),
      });
    },
  );

  it('is told so before it waits for NATS', async () => {
    const options = { nats: { url: 'nats://127.0.0.1:1' }, id: 'test', log: () => undefined };
    const starting = Coordinator.start({ ...options, listen: '0.0.0.0:0', security: {} });
    await expect(starting).rejects.toMatchObject({ code: 'USAGE' });
  });
});
