import { get } from 'node:http';
import { hostname } from 'node:os';
import { afterEach, expect, it, vi } from 'vitest';
import { type Endpoints, startEndpoints } from './endpoints.ts';

let endpoints: Endpoints | undefined;
afterEach(() => endpoints?.stop());

const start = async () => {
  const metrics = async () => 'fanout_up 1\n';
  endpoints = await startEndpoints({ host: '127.0.0.1', port: 0, ready: () => ({}), metrics });
  return endpoints;
};
const scrape = async ({ url }: Endpoints) => (await fetch(`${url}/metrics`)).text();
const never = new AbortController().signal;
/** A scrape that the server, too, has seen to its end. */
const scrapeOnce = async (port: Endpoints) => {
  await scrape(port);
  await vi.waitFor(async () => expect(await settled(port.lastScrape(never))).toBe(false));
};
/** Whether a promise has settled by the time that all that is ready has been done. */
const settled = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setImmediate(resolve, false))]);

it('does not wait for a last scrape where nobody ever scraped', async () => {
  const waiting = vi.fn();
  await (await start()).lastScrape(never, waiting);
  expect(waiting).not.toHaveBeenCalled();
});

it('waits for the scrape after the run, so that its last figures are seen', async () => {
  const port = await start();
  await scrapeOnce(port);
  const waiting = vi.fn();
  const last = port.lastScrape(never, waiting);
  expect([await settled(last), waiting.mock.calls.length]).toEqual([false, 1]);
  expect(await scrape(port)).toBe('fanout_up 1\n');
  await last;
});

it('stops waiting when told to', async () => {
  const port = await start();
  await scrapeOnce(port);
  const stop = new AbortController();
  const last = port.lastScrape(stop.signal);
  stop.abort();
  await last;
});

/** The status of a path that is asked for by a name. */
const statusBy = (host: string, { url }: Endpoints, path: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    get(`${url}${path}`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });

it('answers to its own names alone', async () => {
  const names = ['fanout-coordinator.fanout.svc'];
  const metrics = async () => 'fanout_up 1\n';
  endpoints = await startEndpoints({
    host: '127.0.0.1',
    port: 0,
    names,
    ready: () => ({}),
    metrics,
    targets: () => [],
  });
  for (const path of ['/metrics', '/healthz', '/readyz', '/targets']) {
    for (const host of ['10.244.0.9:9090', 'localhost', hostname(), `${names[0]}:9090`])
      expect([path, host, await statusBy(host, endpoints, path)]).toEqual([path, host, 200]);
    for (const host of ['evil.example', 'fanout-coordinator.evil.example:9090'])
      expect([path, host, await statusBy(host, endpoints, path)]).toEqual([path, host, 403]);
  }
});
