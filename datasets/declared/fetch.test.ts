/** Which servers are asked for what a study names, where an installation declares them. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RemoteStore } from '../shards/remote-store.ts';
import { declaredFetch } from './fetch.ts';
import { declaredHosts, isDeclared, mayHaveAddress } from './hosts.ts';

interface TestServer {
  readonly port: number;
  readonly requests: { readonly url: string; readonly authorization: string | undefined }[];
}
const servers: Server[] = [];
async function serve(answer: RequestListener = (_, response) => void response.end('content')) {
  const requests: TestServer['requests'] = [];
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    (requests as object[]).push({ url: request.url, authorization });
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, requests } satisfies TestServer;
}
const redirectTo =
  (to: () => string): RequestListener =>
  ({ url }, response) =>
    void (url === '/'
      ? response.writeHead(302, { location: to() }).end('elsewhere')
      : response.end('content'));
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Names as the test has them, each with one address. */
const names =
  (known: Record<string, string>): LookupFunction =>
  (host, { all }, done) => {
    const address = known[host];
    if (!address) return done(Object.assign(new Error(host), { code: 'ENOTFOUND' }), []);
    const family = address.includes(':') ? 6 : 4;
    return all ? done(null, [{ address, family }]) : done(null, address, family);
  };
const refused = (message: RegExp) => ({
  code: 'DATASET_UNSUPPORTED',
  message: expect.stringMatching(message),
});

describe('a server', () => {
  let inner: TestServer;
  beforeEach(async () => {
    inner = await serve();
  });
  const ask = (url: string, hosts: string, known: Record<string, string> = {}, init: RequestInit = {}) =>
    declaredFetch(url, init, {
      environment: { FANOUT_DATASET_HOSTS: hosts },
      ...(Object.keys(known).length > 0 ? { lookup: names(known) } : {}),
    }).then((response) => response.text());

  it('that is declared is asked, by address and by name', async () => {
    const at = `127.0.0.1:${inner.port}`;
    await expect(ask(`http://${at}/`, '127.0.0.1')).resolves.toBe('content');
    const own = { 'data.example.org': '127.0.0.1' };
    await expect(
      ask(`http://data.example.org:${inner.port}/`, `data.example.org:${inner.port} 127.0.0.0/8`, own),
    ).resolves.toBe('content');
    expect(inner.requests).toHaveLength(2);
  });

  it.each<[string, (port: number) => string, string]>([
    ['nothing is declared', (port) => `http://127.0.0.1:${port}/`, 'none'],
    ['another is', (port) => `http://127.0.0.1:${port}/`, 'data.example.org *.example.net *'],
    ['its address is written otherwise', (port) => `http://0x7f.1:${port}/`, '10.0.0.0/8'],
    ['its address is written as IPv6', (port) => `http://[::ffff:127.0.0.1]:${port}/`, '10.0.0.0/8'],
    ['another port of it is', (port) => `http://data.example.org:${port}/`, 'data.example.org:1'],
  ])('is not asked where %s', async (_, url, hosts) => {
    await expect(ask(url(inner.port), hosts)).rejects.toMatchObject(refused(/declare/));
    expect(inner.requests).toEqual([]);
  });

  it('is not asked by a declared name that leads to it', async () => {
    const at = `http://data.example.org:${inner.port}/`;
    const declared = `data.example.org:${inner.port}`;
    for (const address of [
      '127.0.0.1',
      '::1',
      '169.254.169.254',
      '10.96.0.1',
      'fe80::1',
      '::ffff:127.0.0.1',
    ]) {
      const error = await ask(at, declared, { 'data.example.org': address }).catch((thrown) => thrown);
      expect(error).toMatchObject(refused(/leads to an address inside the network/));
      expect(`${error.message} ${error.hint}`).not.toContain(address);
    }
    expect(inner.requests).toEqual([]);
  });

  it('is not asked by a redirect of a declared one, also a relative or a second one', async () => {
    const second = await serve(redirectTo(() => `http://127.0.0.1:${inner.port}/inner`));
    const first = await serve(redirectTo(() => `http://data.example.org:${second.port}/`));
    const known = { 'data.example.org': '127.0.0.1', 'first.example.org': '127.0.0.1' };
    const declared = `data.example.org:${second.port} first.example.org:${first.port}`;
    // The names may have the address, and the address by itself is not declared.
    const url = `http://first.example.org:${first.port}/`;
    await expect(ask(url, `${declared} 127.0.0.1/32`, known)).resolves.toBe('content');
    expect(inner.requests).toHaveLength(1);
    await expect(ask(url, declared, known)).rejects.toMatchObject(refused(/leads to an address/));
    await expect(ask(`http://127.0.0.1:${first.port}/`, '127.0.0.1', known)).rejects.toMatchObject(
      refused(/not among the hosts/),
    );
    expect(inner.requests).toHaveLength(1);
  });

  it('that is redirected to is shown no token of the first', async () => {
    const other = await serve();
    const first = await serve(redirectTo(() => `http://127.0.0.1:${other.port}/b`));
    const init = { headers: { authorization: 'Bearer secret' } };
    await expect(ask(`http://127.0.0.1:${first.port}/`, '127.0.0.1', {}, init)).resolves.toBe('content');
    expect([first.requests[0]!.authorization, other.requests[0]!.authorization]).toEqual([
      'Bearer secret',
      undefined,
    ]);
  });

  it('that redirects in a circle is given up', async () => {
    const circle = await serve((_, response) => void response.writeHead(302, { location: '/' }).end());
    await expect(ask(`http://127.0.0.1:${circle.port}/`, '127.0.0.1')).rejects.toThrow(/without end/);
    expect(circle.requests).toHaveLength(6);
  });

  it('is not asked for shards either, and that is not tried again', async () => {
    vi.stubEnv('FANOUT_DATASET_HOSTS', 'data.example.org');
    const store = new RemoteStore({ directory: '/nowhere', limit: 1, s3: {} as never });
    const location = { kind: 'url', url: new URL(`http://127.0.0.1:${inner.port}/index.json`) } as const;
    await expect(store.read(location)).rejects.toMatchObject(refused(/not among the hosts/));
    expect(inner.requests).toEqual([]);
  });
});

it.each<[string, string, boolean]>([
  ['data.example.org', 'https://data.example.org/x', true],
  ['DATA.example.org', 'https://data.example.org./x', true],
  ['data.example.org', 'https://data.example.org.evil.net/x', false],
  ['data.example.org', 'https://evil-data.example.org/x', false],
  ['data.example.org', 'http://data.example.org:8222/x', false],
  ['data.example.org:8443', 'https://data.example.org:8443/x', true],
  ['*.example.org', 'https://a.b.example.org/x', true],
  ['*.example.org', 'https://example.org/x', false],
  ['*', 'https://anything.net/x', true],
  ['*', 'http://169.254.169.254/latest', false],
  ['*', 'http://2852039166/latest', false],
  ['10.1.0.0/16', 'http://10.1.2.3:9000/x', true],
  ['10.1.0.0/16', 'http://10.2.2.3:9000/x', false],
  ['fd00::/8', 'http://[fd00::1]/x', true],
])('of %s the address %s is declared: %s', (hosts, url, expected) => {
  expect(isDeclared(new URL(url), declaredHosts({ FANOUT_DATASET_HOSTS: hosts })!)).toBe(expected);
});

it('a service of the cluster that is named may have an inner address, and none of this machine', () => {
  const declared = declaredHosts({ FANOUT_DATASET_HOSTS: 'minio.storage.svc:9000, *.svc.cluster.local, *' })!;
  const may = (host: string, address: string) => mayHaveAddress(host, address, declared);
  expect(may('minio.storage.svc', '10.96.12.1')).toBe(true);
  expect(may('minio.storage.svc', '127.0.0.1')).toBe(false);
  expect(may('minio.storage.svc', '169.254.169.254')).toBe(false);
  expect(may('fanout-nats.fanout.svc.cluster.local', '10.96.12.2')).toBe(false);
  expect(may('data.example.org', '93.184.216.34')).toBe(true);
});

it('an entry that is no host is refused, and no entry is no declaration', () => {
  expect(() => declaredHosts({ FANOUT_DATASET_HOSTS: 'https://data.example.org' })).toThrow(/is no host/);
  expect(declaredHosts({ FANOUT_DATASET_HOSTS: '' })).toBeUndefined();
});
