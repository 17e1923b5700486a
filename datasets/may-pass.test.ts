/** One rule for files that fanout fetches by itself and for those of a dataset in shards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fetchFile } from './fetch.ts';
import { mayPass } from './may-pass.ts';
import { RemoteStore } from './shards/remote-store.ts';

let directory: string;
let server: Server;
let answer: RequestListener;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-may-pass-'));
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

const BYTES = 1000;
const SHA256 = 'a'.repeat(64);
const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const byName = () =>
  fetchFile(
    { name: 'f', urls: [`${base()}/f`, `${base()}/copy`], bytes: BYTES, sha256: SHA256 },
    join(directory, 'f'),
  );
const asShard = () => {
  const settings = { directory, limit: 1e9, s3: {} as never, attempts: 2, backoffMs: 1 };
  const location = { kind: 'url', url: new URL(`${base()}/f`) } as const;
  return new RemoteStore(settings).open({ location, bytes: BYTES, sha256: SHA256 });
};
const status =
  (code: number): RequestListener =>
  (_, response) =>
    void response.writeHead(code).end();

it.each<[string, RequestListener, boolean]>([
  ['a server in trouble', status(503), true],
  ['a server that is asked too often', status(429), true],
  ['a transfer that breaks off', (_, response) => void response.end('short'), true],
  ['a connection that is reset', ({ socket }) => void socket.destroy(), true],
  ['a file that is not there', status(404), false],
  ['a file that is another one', (_, response) => void response.end(Buffer.alloc(BYTES)), false],
  ['a file that is too long', (_, response) => void response.end(Buffer.alloc(2 * BYTES)), false],
])('%s: both are tried again, or neither', async (_, behaviour, again) => {
  answer = behaviour;
  for (const fetched of [byName(), asShard()]) {
    const error = await fetched.then(
      () => undefined,
      (thrown) => thrown,
    );
    expect([error.code, error.code === 'UNAVAILABLE']).toEqual([error.code, again]);
  }
});

it.each(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH'])('%s passes', (code) => {
  expect(mayPass(new TypeError('fetch failed', { cause: { code } }))).toBe(true);
});

it('one source that may answer later is enough to try again', async () => {
  answer = ({ url }, response) => void response.writeHead(url === '/f' ? 404 : 502).end();
  await expect(byName()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
