import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fetchFile } from './fetch.ts';

const CONTENT = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
const sha256 = createHash('sha256').update(CONTENT).digest('hex');

let directory: string;
let server: Server;
let base: string;
const requests: string[] = [];
let answer: RequestListener;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fanout-fetch-'));
  requests.length = 0;
  server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.range ?? ''}`.trim());
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

const file = (...paths: string[]) => ({
  name: 'f.gz',
  urls: paths.map((path) => `${base}${path}`),
  bytes: CONTENT.length,
  sha256,
});
const target = () => join(directory, 'sub', 'f.gz');
const whole: RequestListener = (_, response) => response.end(CONTENT);
const withRanges: RequestListener = (request, response) => {
  const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(start > 0 ? 206 : 200).end(CONTENT.subarray(start));
};

it('brings a file, says how far it is, and does not bring it again', async () => {
  answer = whole;
  const progress: string[] = [];
  await fetchFile(file('/a'), target(), { onProgress: (message) => progress.push(message) });
  expect(readFileSync(target()).equals(CONTENT)).toBe(true);
  expect(progress.at(-1)).toEqual(expect.stringMatching(/^f\.gz: 100% of [0-9.]+ KiB$/));
  await fetchFile(file('/a'), target());
  expect(requests).toEqual(['/a']);
});

it('goes on where a transfer broke off', async () => {
  answer = (request, response) => {
    if (request.url === '/a') return void response.end(CONTENT.subarray(0, 40_000));
    withRanges(request, response);
  };
  await expect(fetchFile(file('/a'), target())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(existsSync(target())).toBe(false);
  const arrived = readFileSync(`${target()}.part`).length;
  expect(arrived).toBe(40_000);
  await fetchFile(file('/b'), target());
  expect(requests.at(-1)).toBe(`/b bytes=${arrived}-`);
  expect(readFileSync(target()).equals(CONTENT)).toBe(true);
});

it('begins anew where a server knows no ranges', async () => {
  answer = whole;
  await fetchFile(file('/a'), target());
  rmSync(target());
  writeFileSync(`${target()}.part`, CONTENT.subarray(0, 10));
  await fetchFile(file('/a'), target());
  expect(readFileSync(target()).equals(CONTENT)).toBe(true);
});

it('takes the next source when one fails, and keeps nothing that is wrong', async () => {
  answer = (request, response) => {
    if (request.url === '/gone') return void response.writeHead(404).end();
    if (request.url === '/other') return void response.end(Buffer.alloc(CONTENT.length));
    if (request.url === '/longer') return void response.end(Buffer.concat([CONTENT, CONTENT]));
    whole(request, response);
  };
  await fetchFile(file('/gone', '/other', '/longer', '/right'), target());
  expect(requests).toHaveLength(4);
  expect(readFileSync(target()).equals(CONTENT)).toBe(true);
});

it('stops at once when it is told to, asks no other source, and keeps what has arrived', async () => {
  const [stop, reason] = [new AbortController(), new Error('enough')];
  answer = (_, response) => {
    response.writeHead(200, { 'content-length': CONTENT.length });
    response.write(CONTENT.subarray(0, 40_000));
  };
  const fetched = fetchFile(file('/a', '/b'), target(), {
    onProgress: () => stop.abort(reason),
    signal: stop.signal,
  });
  await expect(fetched).rejects.toBe(reason);
  expect(requests).toEqual(['/a']);
  answer = withRanges;
  await fetchFile(file('/b'), target());
  expect(requests.at(-1)).toMatch(/^\/b bytes=[1-9]/);
}, 5_000);

it('says of each source why it failed', async () => {
  answer = (request, response) =>
    request.url === '/silent' ? undefined : void response.writeHead(503).end();
  await expect(fetchFile(file('/silent', '/down'), target(), { silenceMs: 100 })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(
      /cannot fetch f\.gz:\n.*\/silent: no answer for 0\.1 s\n.*\/down: HTTP status 503/,
    ),
  });
  expect(existsSync(target())).toBe(false);
});
