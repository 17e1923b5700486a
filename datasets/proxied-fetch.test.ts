import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isNear, proxiedFetch, proxiesOf } from './proxied-fetch.ts';
import { RemoteStore } from './shards/remote-store.ts';
import { s3Settings } from './shards/s3/settings.ts';

let proxy: Server;
let address: string;
/** What the proxy was asked for: an address, or `CONNECT host:port`. */
let asked: string[];
beforeEach(async () => {
  asked = [];
  proxy = createServer(({ url, headers }, response) => {
    asked.push(`${url} ${headers['proxy-authorization'] ?? ''}`.trim());
    response.end('from the proxy');
  });
  proxy.on('connect', ({ url }, socket) => {
    asked.push(`CONNECT ${url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
});

const get = async (url: string, environment: NodeJS.ProcessEnv) =>
  (await proxiedFetch(url, {}, environment)).text();

describe('a file from elsewhere', () => {
  it('is asked of the proxy for its kind of address, in either way of writing', async () => {
    expect(await get('http://data.example/a', { HTTP_PROXY: `http://${address}` })).toBe('from the proxy');
    expect(await get('http://data.example/b', { http_proxy: address, HTTP_PROXY: 'http://no.example' })).toBe(
      'from the proxy',
    );
    await expect(get('https://data.example/c', { HTTPS_PROXY: `http://${address}` })).rejects.toThrow(
      `where the proxy is http://${address}`,
    );
    expect(asked).toEqual(['http://data.example/a', 'http://data.example/b', 'CONNECT data.example:443']);
  });

  it('has its proxy shown the user and password of the address, and no message shows them', async () => {
    const HTTP_PROXY = `http://me:hunter2@${address}`;
    await get('http://data.example/a', { HTTP_PROXY });
    expect(asked).toEqual([`http://data.example/a Basic ${Buffer.from('me:hunter2').toString('base64')}`]);
    const HTTPS_PROXY = HTTP_PROXY;
    await expect(get('https://data.example/c', { HTTPS_PROXY })).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });

  it('is asked for directly where NO_PROXY says so', async () => {
    for (const NO_PROXY of ['invalid', '.invalid', 'a.invalid:80', '*', 'x, a.invalid'])
      await expect(get('http://a.invalid/', { HTTP_PROXY: address, NO_PROXY }), NO_PROXY).rejects.toThrow();
    expect(asked).toEqual([]);
  });

  it('of an index is brought by way of the proxy as well', async () => {
    vi.stubEnv('HTTP_PROXY', address);
    vi.stubEnv('http_proxy', '');
    vi.stubEnv('NO_PROXY', '');
    vi.stubEnv('no_proxy', '');
    const directory = mkdtempSync(join(tmpdir(), 'fanout-proxy-'));
    const url = new URL('http://data.example/index.json');
    const store = new RemoteStore({ directory, limit: 1, s3: s3Settings({}) }, url);
    expect(Buffer.from(await store.read({ kind: 'url', url })).toString()).toBe('from the proxy');
    expect(asked).toEqual(['http://data.example/index.json']);
    rmSync(directory, { recursive: true });
  });
});

it('this machine and services of the cluster are near, and asked for directly', async () => {
  const near =
    '127.0.0.1 127.1.2.3 localhost a.localhost [::1] data data.ns.svc data.ns.svc.cluster.local LOCALHOST';
  expect(near.split(' ').filter((host) => !isNear(host))).toEqual([]);
  expect(
    '10.0.0.1 example.org svc.example.org 127.0.0.1.example.org [fe80::1]'.split(' ').filter(isNear),
  ).toEqual([]);
  await expect(get('http://127.0.0.1:1/', { HTTP_PROXY: address })).rejects.toThrow();
  expect(asked).toEqual([]);
});

it.each(['socks5://a:1', 'http://', 'ftp://a'])('%s is no proxy', (text) => {
  expect(() => proxiesOf({ HTTPS_PROXY: text })).toThrow(
    expect.objectContaining({ code: 'USAGE', message: expect.stringMatching(/^HTTPS_PROXY must be/) }),
  );
});
